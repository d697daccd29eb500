//! F-strings: implicit concatenation joined, debug fields written out.

use ruff_python_ast as ast;

use super::Lowering;
use crate::tree::{Constant, Conversion, ExprKind, FormatPart};

impl Lowering<'_> {
    /// An f-string; one without replacement fields is a constant.
    pub(super) fn f_string(&mut self, node: &ast::ExprFString) -> ExprKind {
        let mut parts = Vec::new();
        for part in node.value.iter() {
            match part {
                ast::FStringPart::Literal(literal) => push_text(&mut parts, literal.as_str()),
                ast::FStringPart::FString(string) => {
                    self.format_parts(&string.elements, &mut parts)
                }
            }
        }
        match parts.as_slice() {
            [] => ExprKind::Constant(Constant::Str("".into())),
            [FormatPart::Text(text)] => ExprKind::Constant(Constant::Str(text.clone())),
            _ => ExprKind::Format(parts),
        }
    }

    fn format_parts(
        &mut self,
        elements: &ast::InterpolatedStringElements,
        parts: &mut Vec<FormatPart>,
    ) {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(literal) => {
                    push_text(parts, &literal.value)
                }
                ast::InterpolatedStringElement::Interpolation(field) => self.field(field, parts),
            }
        }
    }

    fn field(&mut self, field: &ast::InterpolatedElement, parts: &mut Vec<FormatPart>) {
        let mut spec = Vec::new();
        if let Some(format) = &field.format_spec {
            self.format_parts(&format.elements, &mut spec);
        }
        let mut conversion = match field.conversion {
            ast::ConversionFlag::None => Conversion::None,
            ast::ConversionFlag::Str => Conversion::Str,
            ast::ConversionFlag::Repr => Conversion::Repr,
            ast::ConversionFlag::Ascii => Conversion::Ascii,
        };
        if let Some(debug) = &field.debug_text {
            push_text(parts, debug.as_str());
            if conversion == Conversion::None && field.format_spec.is_none() {
                conversion = Conversion::Repr;
            }
        }
        let value = self.expression(&field.expression);
        parts.push(FormatPart::Field {
            value,
            conversion,
            spec,
        });
    }
}

/// Appends text, joining it with text before it.
fn push_text(parts: &mut Vec<FormatPart>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(FormatPart::Text(last)) = parts.last_mut() {
        *last = format!("{last}{text}").into();
    } else {
        parts.push(FormatPart::Text(text.into()));
    }
}
