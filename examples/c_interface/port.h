/* What differs between the host and the chip. */
void print(const char *text);
