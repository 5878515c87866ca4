// The debug-info types of C modules as one graph, in the form that
// types/equal.h compares.
//
// A vertex is a composite, a derived or a subroutine type. Members are no
// vertices but part of their struct's shape, because nothing else refers to
// them. Things that an LLVMContext holds only once (strings, constants, basic
// types, enumerators, subranges, tags) go into the shape as they are.
// File, line and scope are left out: the same header has another path in
// another build, and BTF knows none of them.

#ifndef BPF_LINKER_LINKER_TYPES_GRAPH_H
#define BPF_LINKER_LINKER_TYPES_GRAPH_H

#include "linker/types/equal.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/GlobalObject.h"

#include <vector>

namespace bpflinker {

class TypeGraph {
public:
  /// Collects the types that the module's declarations refer to, and those of
  /// its definitions that are wanted, in the order of the module.
  void collect(llvm::Module &M,
               llvm::function_ref<bool(const llvm::GlobalObject &)> IsWanted);
  /// Gives each its shape and edges: after the last module.
  void connect();

  unsigned size() const { return Types.size(); }
  llvm::DIType *type(unsigned Id) const { return Types[Id]; }
  const ShapeGraph &shapes() const { return Graph; }

private:
  void add(llvm::Metadata *Node);
  void addAttachments(llvm::ArrayRef<std::pair<unsigned, llvm::MDNode *>> All);
  void drain();
  void describe(llvm::DIType &Type);
  void describeMember(llvm::DIDerivedType &Member);
  void word(uint64_t Value) { Graph.word(Value); }
  void atom(const llvm::Metadata *Node);
  void edge(llvm::Metadata *Node);

  std::vector<llvm::DIType *> Types;
  llvm::DenseMap<const llvm::Metadata *, unsigned> Ids;
  llvm::DenseSet<const llvm::MDNode *> Seen;
  llvm::SmallVector<llvm::MDNode *, 256> Worklist;

  ShapeGraph Graph;
  /// Tag and name of structs, unions and enums, numbered.
  llvm::DenseMap<std::pair<unsigned, const llvm::Metadata *>, unsigned> Names;
};

} // namespace bpflinker

#endif
