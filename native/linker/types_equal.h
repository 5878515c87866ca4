// Which types of a graph are equal.
//
// Two types are equal when they have one shape and their edges lead to equal
// types, for recursive types too: equal is what no finite walk tells apart. So
// it is found from the other side, as minimal automata are (Moore): at first
// all types of one shape are a class; each round splits the classes whose
// members' edges lead to different classes; when a round splits nothing, the
// classes are the equal types. There are at most as many rounds as the longest
// walk that is needed to tell two types apart, some ten for kernel types, and
// none recurses. The order of the types changes nothing.
//
// A forward declaration is equal to the definitions of its name, if these are
// all equal. Whether they are may depend on other forward declarations, so all
// names begin as equal: an edge to a declaration or definition of such a name
// counts as leading to that name, whichever it is. Names whose definitions are
// in different classes when nothing splits any more stop being so, which may
// split more; and so on. Declarations of such a name stay declarations, as in
// libbpf (btf_dedup_resolve_fwds).

#ifndef BPF_LINKER_LINKER_TYPES_EQUAL_H
#define BPF_LINKER_LINKER_TYPES_EQUAL_H

#include "linker/types_graph.h"

namespace bpflinker {

/// The class of each type: types with one number are equal. Numbers begin at 0
/// and have no gaps but those that joined declarations leave.
std::vector<unsigned> equalTypes(const TypeGraph &Graph);

} // namespace bpflinker

#endif
