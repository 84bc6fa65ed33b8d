; Java. What the captures mean is said in ecmascript.scm.

(class_declaration name: (identifier) @name body: (_) @body) @definition.class
(interface_declaration name: (identifier) @name body: (_) @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum
(record_declaration name: (identifier) @name body: (_) @body) @definition.record
(annotation_type_declaration name: (identifier) @name body: (_) @body) @definition.annotation
(method_declaration name: (identifier) @name body: (_)? @body) @definition.method
(constructor_declaration name: (identifier) @name body: (_) @body) @definition.constructor
(compact_constructor_declaration name: (identifier) @name body: (_) @body) @definition.constructor
(annotation_type_element_declaration name: (identifier) @name) @definition.method

(class_declaration (modifiers [(annotation) (marker_annotation)] @decorator))
(interface_declaration (modifiers [(annotation) (marker_annotation)] @decorator))
(enum_declaration (modifiers [(annotation) (marker_annotation)] @decorator))
(record_declaration (modifiers [(annotation) (marker_annotation)] @decorator))
(annotation_type_declaration (modifiers [(annotation) (marker_annotation)] @decorator))
(method_declaration (modifiers [(annotation) (marker_annotation)] @decorator))
(constructor_declaration (modifiers [(annotation) (marker_annotation)] @decorator))
(compact_constructor_declaration (modifiers [(annotation) (marker_annotation)] @decorator))
(modifiers) @modifier

(field_declaration declarator: (variable_declarator name: (identifier) @name)) @symbol.field
(constant_declaration declarator: (variable_declarator name: (identifier) @name)) @symbol.constant
(enum_constant name: (identifier) @name) @symbol.enum
(local_variable_declaration declarator: (variable_declarator name: (identifier) @name)) @symbol.variable
(record_declaration parameters: (formal_parameters (formal_parameter name: (identifier) @name) @symbol.component))

(object_creation_expression (class_body) @anonymous)
(enum_constant body: (class_body) @anonymous)

(package_declaration (_) @package)
(import_declaration) @import.java
(method_invocation
  object: (identifier) @loader
  name: (identifier) @loader
  arguments: (argument_list . (string_literal) @module)) @import.dynamic

(line_comment) @comment
(block_comment) @comment

(method_invocation name: (identifier) @reference)
(method_invocation object: (identifier) @reference.type)
(field_access object: (identifier) @reference.type)
(method_reference . (identifier) @reference.type (identifier) @reference .)
(type_identifier) @reference
(record_pattern . (identifier) @reference)
(annotation name: (identifier) @reference)
(marker_annotation name: (identifier) @reference)
