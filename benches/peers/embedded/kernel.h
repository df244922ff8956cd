/* The gradient of the cart-pole's cost by its 20 controls: what each file here computes in its own way. */
float kernel_gradient(const float *controls, float *slopes);
