; What only TypeScript's grammars have; ecmascript.scm stands before it, and jsx.scm for TSX.

(class_declaration name: (type_identifier) @name (class_heritage)? @heritage body: (class_body) @body) @definition.class
(abstract_class_declaration name: (type_identifier) @name (class_heritage)? @heritage body: (class_body) @body) @definition.class
(variable_declarator name: (identifier) @name value: (class body: (class_body) @body)) @definition.class
(interface_declaration name: (type_identifier) @name body: (_) @body) @definition.interface
(type_alias_declaration name: (type_identifier) @name) @definition.type
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum
(internal_module name: (_) @name body: (_) @body) @definition.namespace
(module name: (identifier) @name body: (_) @body) @definition.namespace
(function_signature name: (identifier) @name) @definition.function
(abstract_method_signature name: (_) @name) @definition.method
(method_signature name: (_) @name) @definition.method

(public_field_definition
  name: (_) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method
(public_field_definition name: (_) @name) @symbol.field
(interface_body (property_signature name: (_) @name) @symbol.field)
(type_alias_declaration value: (object_type (property_signature name: (_) @name) @symbol.field))
(required_parameter (accessibility_modifier) pattern: (identifier) @name) @symbol.attribute
(optional_parameter (accessibility_modifier) pattern: (identifier) @name) @symbol.attribute
(enum_body name: (property_identifier) @name) @symbol.enum
(enum_body (enum_assignment name: (property_identifier) @name)) @symbol.enum

(program (ambient_declaration (lexical_declaration (variable_declarator) @top)))
(program (ambient_declaration (variable_declaration (variable_declarator) @top)))
(program (export_statement (ambient_declaration (lexical_declaration (variable_declarator) @top))))
(program (export_statement (ambient_declaration (variable_declaration (variable_declarator) @top))))

(export_statement "default" value: [(as_expression . (identifier) @export.default) (satisfies_expression . (identifier) @export.default)])
(export_statement "=" (identifier) @export.whole)

(accessibility_modifier) @modifier
(import_statement (import_require_clause (identifier) @import.alias source: (string) @module)) @import

(type_identifier) @reference
(class_heritage (extends_clause value: (identifier) @reference))
(class_heritage (extends_clause value: (member_expression property: (property_identifier) @reference)))
