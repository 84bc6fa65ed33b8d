; What only JavaScript's grammar has; ecmascript.scm and jsx.scm stand before it.

(class_declaration name: (identifier) @name (class_heritage)? @heritage body: (class_body) @body) @definition.class
(variable_declarator name: (identifier) @name value: (class body: (class_body) @body)) @definition.class
(field_definition property: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method
(field_definition property: (_) @name) @symbol.field
(class_heritage (identifier) @reference)
(class_heritage (member_expression property: (property_identifier) @reference))
