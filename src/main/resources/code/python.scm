; Python. What the captures mean is said in ecmascript.scm; @doc is the string that a body begins with.

(class_definition name: (identifier) @name superclasses: (argument_list)? @heritage body: (block) @body) @definition.class
(function_definition name: (identifier) @name body: (block) @body) @definition.function
(class_definition name: (identifier) @doc.of body: (block . (expression_statement . (string) @doc .)))
(function_definition name: (identifier) @doc.of body: (block . (expression_statement . (string) @doc .)))
(type_alias_statement left: (type (identifier) @name)) @definition.type
(type_alias_statement left: (type (generic_type . (identifier) @name))) @definition.type
(decorator) @decorator
(comment) @comment

(module (expression_statement (assignment) @top))
(assignment left: (identifier) @name) @variable
(assignment left: [(pattern_list (identifier) @name) (tuple_pattern (identifier) @name) (list_pattern (identifier) @name)]) @variable
(assignment left: [(pattern_list (list_splat_pattern (identifier) @name)) (tuple_pattern (list_splat_pattern (identifier) @name))]) @variable
(assignment left: [
  (pattern_list [(tuple_pattern (identifier) @name) (list_pattern (identifier) @name)])
  (tuple_pattern [(tuple_pattern (identifier) @name) (list_pattern (identifier) @name)])
]) @variable
; a = b = 1
(assignment right: (assignment left: (identifier) @name)) @variable
(assignment right: (assignment right: (assignment left: (identifier) @name))) @variable
(assignment right: (assignment left: [(pattern_list (identifier) @name) (tuple_pattern (identifier) @name) (list_pattern (identifier) @name)])) @variable
(class_definition body: (block (expression_statement (assignment left: (identifier) @name @symbol.member))))
(assignment left: (attribute object: (identifier) @self attribute: (identifier) @name)) @symbol.attribute
(assignment left: [
  (pattern_list (attribute object: (identifier) @self attribute: (identifier) @name))
  (tuple_pattern (attribute object: (identifier) @self attribute: (identifier) @name))
]) @symbol.attribute
(module (expression_statement (assignment left: (identifier) @all right: [(list) (tuple) (expression_list (string))] @export.list)))
(assignment left: (identifier) @all right: [(list (string) @export.quoted) (tuple (string) @export.quoted) (expression_list (string) @export.quoted)])
(augmented_assignment left: (identifier) @all right: [(list (string) @export.quoted) (tuple (string) @export.quoted)])
(call function: (attribute object: (identifier) @all attribute: (identifier) @all.by) arguments: (argument_list . [(list (string) @export.quoted) (tuple (string) @export.quoted) (string) @export.quoted]))

(import_statement name: (dotted_name) @import @module)
(import_statement name: (aliased_import name: (dotted_name) @module alias: (identifier) @import.alias) @import)
(import_from_statement module_name: (_) @module) @import
(import_from_statement name: (dotted_name) @import.name) @import
(import_from_statement name: (aliased_import name: (dotted_name) @import.name alias: (identifier) @import.as)) @import
(import_from_statement (wildcard_import) @import.name) @import
(future_import_statement name: (dotted_name) @import.name) @import.future
(future_import_statement name: (aliased_import name: (dotted_name) @import.name)) @import.future
(call function: (identifier) @loader arguments: (argument_list . (string) @module)) @import.dynamic
(call function: (attribute attribute: (identifier) @loader) arguments: (argument_list . (string) @module)) @import.dynamic

(call function: (identifier) @reference)
(call function: (attribute attribute: (identifier) @reference))
(attribute object: (identifier) @reference.type)
(attribute attribute: (identifier) @reference.type)
(argument_list (identifier) @reference.type)
(type (identifier) @reference)
(type (attribute attribute: (identifier) @reference))
(type (generic_type (identifier) @reference))
(type (subscript value: (identifier) @reference))
(class_definition superclasses: (argument_list (identifier) @reference))
(class_definition superclasses: (argument_list (attribute attribute: (identifier) @reference)))
(except_clause value: (identifier) @reference.type)
(decorator (identifier) @reference)
