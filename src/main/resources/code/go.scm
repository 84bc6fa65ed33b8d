; Go. What the captures mean is said in ecmascript.scm; @receiver is the type that a method is of.

(function_declaration name: (identifier) @name body: (_)? @body) @definition.function
(method_declaration receiver: (parameter_list (parameter_declaration type: (_) @receiver)) name: (field_identifier) @name body: (_)? @body) @definition.method
(type_spec name: (type_identifier) @name type: (struct_type (field_declaration_list) @body)) @definition.struct
(type_spec name: (type_identifier) @name type: (interface_type "{" @body)) @definition.interface
(type_spec name: (type_identifier) @name) @definition.type
(type_alias name: (type_identifier) @name) @definition.type
(method_elem name: (field_identifier) @name) @definition.method
(source_file (const_declaration (const_spec name: (identifier) @name) @definition.variable))
(source_file (var_declaration (var_spec name: (identifier) @name) @definition.variable))
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name) @definition.variable)))

(block (statement_list (const_declaration (const_spec name: (identifier) @name) @symbol.constant)))
(block (statement_list (var_declaration (var_spec name: (identifier) @name) @symbol.variable)))
(short_var_declaration left: (expression_list (identifier) @name)) @symbol.variable
(range_clause left: (expression_list (identifier) @name)) @symbol.variable
(field_declaration name: (field_identifier) @name) @symbol.field

(import_spec path: (_) @module) @import
(import_spec name: (package_identifier) @import.alias) @import
(import_spec name: (dot) @import.name) @import

(comment) @comment

(call_expression function: (identifier) @reference)
(call_expression function: (selector_expression field: (field_identifier) @reference))
(composite_literal type: (type_identifier) @reference)
(type_identifier) @reference
