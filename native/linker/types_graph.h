// The debug-info types of C modules as one graph, in the form that
// types_equal.h compares.
//
// A vertex is a composite, a derived or a subroutine type. What it looks like
// from outside (tag, name, size, flags, the names and places of its members) is
// its shape, a number; what it refers to are its edges, in order. Members are
// no vertices but part of their struct's shape, because nothing else refers to
// them. What LLVMContext holds only once whoever made it (strings, constants,
// basic types, enumerators, subranges, tags) goes into the shape as it is.
// File, line and scope are left out: the same header has another path in
// another build, and BTF knows none of them.

#ifndef BPF_LINKER_LINKER_TYPES_GRAPH_H
#define BPF_LINKER_LINKER_TYPES_GRAPH_H

#include "linker/reach.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/DebugInfoMetadata.h"

#include <vector>

namespace bpflinker {

class TypeGraph {
public:
  /// Collects the types that the module's reached definitions and its
  /// declarations refer to, in the order of the module.
  void collect(llvm::Module &M, const ReachedSet &Reached);
  /// Gives each its shape and edges: after the last module.
  void connect();

  unsigned size() const { return Types.size(); }
  llvm::DIType *type(unsigned Id) const { return Types[Id]; }
  /// Below shapes().
  unsigned shape(unsigned Id) const { return Shapes[Id]; }
  unsigned shapes() const { return ShapeCount; }
  unsigned edgeCount() const { return Edges.size(); }
  llvm::ArrayRef<unsigned> edges(unsigned Id) const {
    return llvm::ArrayRef(Edges).slice(FirstEdge[Id],
                                       FirstEdge[Id + 1] - FirstEdge[Id]);
  }

private:
  void add(llvm::Metadata *Node);
  void addAttachments(llvm::ArrayRef<std::pair<unsigned, llvm::MDNode *>> All);
  void drain();
  void describe(llvm::DIType &Type);
  void describeMember(llvm::DIDerivedType &Member);
  /// One word of the shape.
  void word(uint64_t Value) { Shape.push_back(Value); }
  void atom(const llvm::Metadata *Node);
  void edge(llvm::Metadata *Node);

  std::vector<llvm::DIType *> Types;
  llvm::DenseMap<const llvm::Metadata *, unsigned> Ids;
  llvm::DenseSet<const llvm::MDNode *> Seen;
  llvm::SmallVector<llvm::MDNode *, 256> Worklist;

  std::vector<uint64_t> Shape;
  std::vector<unsigned> Shapes, Edges, FirstEdge;
  unsigned ShapeCount = 0;
};

} // namespace bpflinker

#endif
