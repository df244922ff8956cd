//! The traits of a vector field.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::Sweep;
use super::pattern::{by_reference, pattern, rebuild, scalars, target_name, target_pattern, untaken};
use crate::emit::{Emitter, located, own_name};
use crate::fuse;
use crate::graph::{Id, Node};
use crate::keep::Kept;
use crate::lower::Value;
use crate::rows::in_rows;
use crate::sparsity;

impl Sweep<'_> {
    pub(super) fn field(&self, name: &Ident) -> TokenStream {
        let (krate, number, inline, allowed) = (self.krate, self.number(), self.inline(), self.allowed());
        let (generics, parameters) = (self.input.generics(), self.input.parameter_names());
        let clause = self.input.clause();
        let arguments = &self.input.arguments;
        let (state, params) = (&arguments[1].ty, &arguments[2].ty);
        let input_type = arguments.get(3).map_or_else(|| quote!(()), |argument| argument.ty.to_token_stream());
        let nothing = Value::Tuple(Vec::new());
        let [t, y, p] = [0, 1, 2].map(|i| &self.arguments[i]);
        let u = self.arguments.get(3).unwrap_or(&nothing);
        let borrowed = |value: &Value, emitter: &Emitter<'_>| by_reference(value, emitter);
        let ((kept_type, kept_definition), costly) = (self.kept_type(), self.costly());

        let (emitter, value) = self.value(&HashSet::new(), false);
        let prelude = self.prelude(&value);
        let value = in_rows(self.krate, value);
        let value = quote!(#prelude #value);
        let eval = (pattern(t, &emitter), borrowed(y, &emitter), borrowed(p, &emitter), borrowed(u, &emitter));
        let (eval_t, eval_y, eval_p, eval_u) = eval;
        let (emitter, value_and_kept) = self.value_and_kept();
        let keep = (pattern(t, &emitter), borrowed(y, &emitter), borrowed(p, &emitter), borrowed(u, &emitter));
        let (keep_t, keep_y, keep_p, keep_u) = keep;

        let (mut emitter, statements, bars, kept) = self.transposed();
        let kept_pattern = self.kept_pattern(&kept);
        let (p_pattern, u_pattern) = (borrowed(p, &emitter), borrowed(u, &emitter));
        let w_pattern = borrowed(&self.seeds, &emitter);
        let of_y: HashSet<Id> = scalars(y).into_iter().collect();
        let mut y_bars = Vec::new();
        let mut additions = Vec::new();
        let mut added = HashSet::new();
        for ((leaf, root), bar) in self.bars.iter().zip(bars) {
            if of_y.contains(leaf) {
                y_bars.push(bar);
            } else if let Node::Leaf(leaf_name) = &self.graph.nodes[*leaf] {
                added.insert(*leaf);
                let target = target_name(&self.graph, leaf_name);
                additions.extend(emitter.addition(&target, *root, &bar));
            }
        }
        let bars = untaken(&self.graph, format_ident!("bars"));
        let take_apart = |value: &Value, field: &str| {
            let target = target_pattern(value, &self.graph, &added)?;
            let field = format_ident!("{field}");
            Some(quote!(let #target = #bars.#field;))
        };
        let (t_bar, p_bar, u_bar) = (take_apart(t, "t"), take_apart(p, "p"), take_apart(u, "u"));
        let bars_name = if added.is_empty() { quote!(_) } else { quote!(#bars) };
        let y_bar = rebuild(y, &mut y_bars.into_iter());
        let body = in_rows(self.krate, quote!(#t_bar #p_bar #u_bar #statements #(#additions)* #y_bar));
        let prelude = self.prelude(&body);
        let [eval_add, eval_add_keep] = self.fused().unwrap_or_default();
        let (sparsity, sparse) = self.sparsity(name);
        // The spans of the signatures with what is kept.
        let at = self.at_kept();
        let head = quote_spanned!(at=> fn);
        let given = self.given_where_it_compiles(&quote!(#state));
        let (given_and_own, y_of) = (quote_spanned!(at=> (#given, Self::Kept)), located(state.to_token_stream(), at));
        let [p_in, u_in, kept_in, w_in] =
            [quote!(#params), quote!(#input_type), quote_spanned!(at=> Self::Kept), quote!(#state)]
                .map(|ty| self.where_it_compiles(&ty));
        let kept_in = quote_spanned!(at=> &#kept_in);
        let [y_taken, p_taken, u_taken] =
            [quote!(#state), quote!(#params), quote!(#input_type)].map(|ty| self.taken_where_it_compiles(&ty));
        quote! {
            #kept_definition
            #sparse

            #[automatically_derived]
            #[allow(clippy::assign_op_pattern, clippy::possible_missing_comma, clippy::redundant_pattern_matching, reason = "a sweep is written with whole sums")]
            #allowed
            impl #generics #krate::VectorField<#number> for #name #parameters #clause {
                type State = #state;
                type Params = #params;
                type Input = #input_type;
                #sparsity

                #inline
                fn eval(&self, #eval_t: #number, #eval_y: &#y_taken, #eval_p: &#p_taken, #eval_u: &#u_taken) -> #given {
                    #value
                }

                #eval_add
            }

            #[automatically_derived]
            #[allow(clippy::assign_op_pattern, clippy::possible_missing_comma, clippy::redundant_pattern_matching, reason = "a sweep is written with whole sums")]
            #allowed
            impl #generics #krate::Vjp<#number> for #name #parameters #clause {
                type Kept = #kept_type;
                const COSTLY: bool = #costly;

                #inline
                #head eval_keep(
                    &self, #keep_t: #number, #keep_y: &#y_taken, #keep_p: &#p_taken, #keep_u: &#u_taken,
                ) -> #given_and_own {
                    #value_and_kept
                }

                #eval_add_keep

                #inline
                #head vjp(
                    &self, #p_pattern: &#p_in, #u_pattern: &#u_in, #kept_pattern: #kept_in, #w_pattern: &#w_in,
                    #bars_name: #krate::Bars<'_, #number, #params, #input_type>,
                ) -> #y_of {
                    #prelude
                    #body
                }
            }
        }
    }

    /// `base + c · f` in one, and that with what is kept: methods of the field's two traits, where its body is arithmetic.
    fn fused(&self) -> Option<[TokenStream; 2]> {
        let (krate, number, inline) = (self.krate, self.number(), self.inline());
        let same: HashSet<Id> = self.arguments.iter().skip(2).flat_map(scalars).collect();
        let c = untaken(&self.graph, own_name("c"));
        let fused = fuse::fuse(&self.graph, &scalars(&self.output), &scalars(&self.seeds), &same, c.clone())?;
        let arguments = &self.input.arguments;
        let (state, params) = (&arguments[1].ty, &arguments[2].ty);
        let input_type = arguments.get(3).map_or_else(|| quote!(()), |argument| argument.ty.to_token_stream());
        let nothing = Value::Tuple(Vec::new());
        let u = self.arguments.get(3).unwrap_or(&nothing);
        let method = |kept: &[Kept]| {
            let mut emitter = self.emitter_of(&fused.graph, &fused.fusions, &HashSet::new());
            emitter.scale = Some(fused.scale);
            let (statements, results, kept) = emitter.emit(&fused.results, kept);
            let result = rebuild(&self.output, &mut results.into_iter());
            let t = pattern(&self.arguments[0], &emitter);
            let [base, y, p, u] =
                [&self.seeds, &self.arguments[1], &self.arguments[2], u].map(|value| by_reference(value, &emitter));
            let parameters = quote!(
                &self, #base: &#state, #c: Times, #t: #number, #y: &#state, #p: &#params, #u: &#input_type
            );
            let prelude = self.prelude(&quote!(#statements #result #(#kept)*));
            (
                parameters,
                quote!(#prelude let #c = #krate::Scale::<Times, #number>::new(#c); #statements),
                result,
                self.as_kept(&kept),
            )
        };
        let (parameters, statements, result, _) = method(&[]);
        let (keep_parameters, keep_statements, keep_result, kept) = method(&self.kept);
        Some([
            quote! {
                #inline
                fn eval_add<Times: #krate::Time<#number>>(#parameters) -> #state {
                    #statements
                    #result
                }
            },
            quote! {
                #inline
                fn eval_add_keep<Times: #krate::Time<#number>>(#keep_parameters) -> (#state, Self::Kept) {
                    #keep_statements
                    (#keep_result, #kept)
                }
            },
        ])
    }

    /// The pattern of ∂f/∂y, where it is known, and what it has of its own.
    fn sparsity(&self, name: &Ident) -> (Option<TokenStream>, Option<TokenStream>) {
        let names = self.input.parameter_names();
        let found =
            self.pattern(&[(&self.arguments[1], &self.input.arguments[1].ty)], &quote!(#name #names), usize::MAX);
        let Some(sparsity::Found { rows, table, .. }) = found else { return (None, None) };
        let own = table.map(|table| self.sparse(name, &table));
        (Some(quote!(const SPARSITY: ::core::option::Option<&'static [&'static [usize]]> = #rows;)), own)
    }

    /// Whether the function calls anything beyond ring operations and quotients.
    fn costly(&self) -> bool {
        self.graph.nodes.iter().any(|node| match node {
            Node::Primitive(name, _) => !["abs", "min", "max"].contains(&name.to_string().as_str()),
            Node::Power(name, ..) => name == "powc",
            Node::SinCos(_) | Node::Call(..) | Node::Method(..) => true,
            _ => false,
        })
    }
}
