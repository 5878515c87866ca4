// Which types of a graph are equal.
//
// A vertex is a type. What it looks like by itself (kind, name, size, names and
// places of its members) is its shape, a number; what it refers to are its
// edges, in order. Two types are equal when they have one shape and their edges
// lead to equal types, for recursive types too: equal is what no finite walk
// tells apart. So it is found from the other side, as minimal automata are
// (Moore): at first all types of one shape are a class; each round splits the
// classes whose members' edges lead to different classes; when a round splits
// nothing, the classes are the equal types. There are at most as many rounds as
// the longest walk that is needed to tell two types apart, some ten for kernel
// types, and none recurses. The order of the types changes nothing.
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

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <map>
#include <vector>

namespace bpflinker {

/// The graph. Vertices are numbered as they are added: for each its words and
/// edges, in any order, then end().
class ShapeGraph {
public:
  static constexpr unsigned NoName = ~0u;

  /// One word of the shape of the vertex that is being added.
  void word(uint64_t Value) { Shape.push_back(Value); }
  /// Its next edge. It may lead to a vertex that is added later.
  void edge(unsigned Target) { Edges.push_back(Target); }
  /// The vertex is a declaration of a name, or its definition. `Name` is the
  /// caller's number for kind and name.
  void declare(unsigned Name) { NameOf.back() = Name, Declared.back() = true; }
  void define(unsigned Name) { NameOf.back() = Name; }
  void end();

  unsigned size() const { return Shapes.size(); }
  /// Below shapes().
  unsigned shape(unsigned Id) const { return Shapes[Id]; }
  unsigned shapes() const { return Known.size(); }
  unsigned edgeCount() const { return Edges.size(); }
  llvm::ArrayRef<unsigned> edges(unsigned Id) const {
    return llvm::ArrayRef(Edges).slice(FirstEdge[Id],
                                       FirstEdge[Id + 1] - FirstEdge[Id]);
  }
  unsigned name(unsigned Id) const { return NameOf[Id]; }
  bool isDeclaration(unsigned Id) const { return Declared[Id]; }

private:
  std::map<std::vector<uint64_t>, unsigned> Known;
  std::vector<uint64_t> Shape;
  std::vector<unsigned> Shapes, Edges, FirstEdge{0};
  // One longer than the vertices: the last is of the one being added.
  std::vector<unsigned> NameOf{NoName};
  std::vector<bool> Declared{false};
};

/// The class of each type: types with one number are equal. Numbers begin at 0
/// and have no gaps but those that joined declarations leave.
std::vector<unsigned> equalTypes(const ShapeGraph &Graph);

/// The first definition of each class, or its first type if it has none; ~0u
/// for a number that no type has.
std::vector<unsigned> representatives(const ShapeGraph &Graph,
                                      llvm::ArrayRef<unsigned> Classes);

} // namespace bpflinker

#endif
