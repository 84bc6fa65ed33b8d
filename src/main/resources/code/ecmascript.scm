; What JavaScript and TypeScript have in common.
;
; @definition.KIND is a definition, @name its name, @body what its signature ends before. A @decorator belongs to the
; definition that follows it, a @comment that ends above a definition is its docstring. @variable is a definition where
; the same node is @top as well, and a symbol elsewhere. @import is an import: what is captured of the same node is
; joined; @import.as is what the file calls it, @export.as what others call it, @export.default what they take without a name; what is @late takes that of what it loads; what is @import.handed-on others can take from here; a variable that is
; @required is an import. What stands within @export, or is named by @export.name, is
; exported; a file that has an @export.list exports nothing else. What stands in something @anonymous is exported by
; nothing around it. @reference.type counts only if it begins with a capital letter, @reference only where no definition
; has its name.

(function_declaration name: (identifier) @name body: (statement_block) @body) @definition.function
(generator_function_declaration name: (identifier) @name body: (statement_block) @body) @definition.function
(method_definition name: (_) @name body: (statement_block) @body) @definition.method

(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
    (parenthesized_expression [(arrow_function body: (_) @body) (function_expression body: (_) @body)])
  ]) @definition.function

; what a function is wrapped in: memo(() => …)
(variable_declarator
  name: (identifier) @name
  value: (call_expression
    arguments: (arguments . [(arrow_function body: (_) @body) (function_expression body: (_) @body)]))) @definition.wrapped

; a variable of the whole file is a definition, others are symbols
(program (lexical_declaration (variable_declarator) @top))
(program (variable_declaration (variable_declarator) @top))
(program (export_statement (lexical_declaration (variable_declarator) @top)))
(program (export_statement (variable_declaration (variable_declarator) @top)))
(variable_declarator name: (identifier) @name) @variable
(variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @name)) @variable
(variable_declarator name: (object_pattern (pair_pattern value: (identifier) @name))) @variable
(variable_declarator name: (object_pattern (pair_pattern value: (assignment_pattern left: (identifier) @name)))) @variable
(variable_declarator name: (object_pattern (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name))) @variable
(variable_declarator name: (object_pattern (rest_pattern (identifier) @name))) @variable
(variable_declarator name: (object_pattern (pair_pattern value: (object_pattern [
  (shorthand_property_identifier_pattern) @name
  (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
  (pair_pattern value: (identifier) @name)
])))) @variable
(variable_declarator name: (object_pattern (pair_pattern value: (array_pattern (identifier) @name)))) @variable
(variable_declarator name: (array_pattern [
  (identifier) @name
  (assignment_pattern left: (identifier) @name)
  (rest_pattern (identifier) @name)
  (array_pattern (identifier) @name)
  (object_pattern (shorthand_property_identifier_pattern) @name)
])) @variable

(export_statement "default" value: [
  (arrow_function body: (_) @body)
  (function_expression body: (_) @body)
  (class body: (_) @body)
] @definition.default)

; what other files can use
(export_statement declaration: (_) @export)
(export_statement !source (export_clause (export_specifier name: [(_) "default"] @export.name alias: [(_) "default"]? @export.as)))
(export_statement "default" value: (identifier) @export.name)
(export_statement "default" value: (identifier) @export.default)
(export_statement "default" declaration: (_ name: (_) @export.default))
(export_statement "default" value: (call_expression arguments: (arguments . (identifier) @export.default)))
(assignment_expression
  left: (member_expression object: (_) @commonjs property: (property_identifier) @commonjs.name)
  right: (identifier) @export.name @export.alone)
(assignment_expression
  left: (member_expression object: (_) @commonjs property: (property_identifier) @commonjs.name)
  right: (object (shorthand_property_identifier) @export.name))
(assignment_expression
  left: (member_expression object: (_) @commonjs property: (property_identifier) @commonjs.name)
  right: (object (pair key: (property_identifier) @export.as value: (identifier) @export.name)))
(assignment_expression
  left: (member_expression object: (_) @commonjs property: (property_identifier) @name)
  right: [(arrow_function body: (_) @body) (function_expression name: (_)? @inner body: (_) @body)]) @definition.commonjs
(assignment_expression
  left: (member_expression object: (_) @commonjs property: (property_identifier) @name)
  right: (class name: (_)? @inner body: (_) @body)) @definition.commonjs-class

; imports
(import_statement source: (string) @module) @import
(import_statement (import_clause (identifier) @import.default)) @import
(import_statement (import_clause (namespace_import (identifier) @import.alias))) @import
(import_statement (import_clause (named_imports (import_specifier name: [(_) "default"] @import.name alias: (_)? @import.as)))) @import
(export_statement source: (string) @module) @import.handed-on
(export_statement (namespace_export (_) @import.alias) source: (string)) @import.handed-on
(export_statement (export_clause (export_specifier name: [(_) "default"] @import.name alias: [(_) "default"]? @import.as)) source: (string)) @import.handed-on
(call_expression function: (import) arguments: (arguments . [(string) (template_string)] @module)) @import.dynamic
(variable_declarator
  name: (identifier) @import.default
  value: (call_expression
    function: [(identifier) (member_expression)] @late
    arguments: (arguments . (arrow_function body: (call_expression function: (import)) @import.dynamic))))
(call_expression function: (identifier) @require arguments: (arguments . (string) @module .)) @import.require
(variable_declarator
  name: (identifier) @import.alias
  value: (call_expression function: (identifier) @require arguments: (arguments . (string))) @import.require) @required
(variable_declarator
  name: (object_pattern (shorthand_property_identifier_pattern) @import.name)
  value: (call_expression function: (identifier) @require arguments: (arguments . (string))) @import.require) @required
(variable_declarator
  name: (object_pattern (pair_pattern key: (property_identifier) @import.name value: (identifier)? @import.as))
  value: (call_expression function: (identifier) @require arguments: (arguments . (string))) @import.require) @required

(object (method_definition)) @anonymous

(decorator) @decorator
(comment) @comment

; what is used
(call_expression function: (identifier) @reference)
(call_expression function: (member_expression property: (property_identifier) @reference))
(new_expression constructor: (identifier) @reference)
(new_expression constructor: (member_expression property: (property_identifier) @reference))
(member_expression object: (identifier) @reference.type)
(decorator (identifier) @reference)
