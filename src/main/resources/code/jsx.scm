; Elements in JavaScript and TSX: a function that has some is a component.

[(jsx_element) (jsx_self_closing_element)] @jsx
(jsx_opening_element name: (identifier) @reference.type)
(jsx_self_closing_element name: (identifier) @reference.type)
(jsx_opening_element name: (member_expression property: (property_identifier) @reference))
(jsx_self_closing_element name: (member_expression property: (property_identifier) @reference))
