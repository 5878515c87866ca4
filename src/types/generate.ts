/**
 * An object → the module of its types. Pure.
 *
 *     types       interfaces of structs and unions, unions of the values of enums, typedefs    generate_types.ts
 *     enums       a constant object each: `colour.RED`                                         generate_types.ts
 *     meta        `programs`, `maps`, `variables`, and the unions of their names               generate_meta.ts
 *     codecs      for every struct and union a constant of the name of its interface,          codec.ts
 *                 `event.decode(view)`; for maps and variables what reads their bytes
 *
 * An interface and its codec have one name, as an enum's type and object have: `event` is the type of what `event.decode`
 * gives. So a module is used as C is: by the names that are in the source.
 */
