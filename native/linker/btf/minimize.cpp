#include "linker/btf/minimize.h"

#include "linker/types/btf_names.h"
#include "linker/types/equal.h"
#include "linker/types/separate_names.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool isRoot(BtfKind Kind) {
  return Kind == BtfKind::Func || Kind == BtfKind::Var ||
         Kind == BtfKind::DataSec;
}

class Minimizer {
public:
  explicit Minimizer(const BtfSection &Old)
      : Old(Old), Tags(Old.size()), NewIds(Old.size(), 0) {}

  MinimizedBtf run(ArrayRef<uint32_t> Used) {
    for (unsigned Id = 1; Id != Old.size(); ++Id)
      if (Old.kind(Id) == BtfKind::DeclTag)
        Tags[Old.words(Id)[2]].push_back(Id);
    findEqual();
    for (unsigned Id = 1; Id != Old.size(); ++Id)
      if (isRoot(Old.kind(Id)))
        visit(Id);
    for (uint32_t Id : Used)
      visit(Id);

    MinimizedBtf New;
    for (unsigned Id : Order)
      write(Id, New.Types);
    for (unsigned Id = 0; Id != Old.size(); ++Id)
      NewIds[Id] = NewIds[one(Id)];
    New.NewIds = std::move(NewIds);
    return New;
  }

private:
  /// The type that stands for all that are equal to it.
  unsigned one(unsigned Id) const { return One[Id]; }

  /// What a struct, union or enum declares or defines.
  unsigned nameOf(unsigned Id) {
    BtfKind Kind = Old.kind(Id);
    if (Kind == BtfKind::Fwd)
      Kind = Old.flag(Id) ? BtfKind::Union : BtfKind::Struct;
    if (Kind == BtfKind::Enum64)
      Kind = BtfKind::Enum;
    bool IsNamed = isComposite(Kind) || Kind == BtfKind::Enum;
    uint32_t Name = Old.words(Id)[0];
    if (!IsNamed || Name == 0)
      return ShapeGraph::NoName;
    return Names.try_emplace({Kind, Name}, Names.size()).first->second;
  }

  /// As the kernel sees it, an enum without values is a forward declaration.
  bool isDeclaration(unsigned Id) const {
    BtfKind Kind = Old.kind(Id);
    return Kind == BtfKind::Fwd ||
           ((Kind == BtfKind::Enum || Kind == BtfKind::Enum64) &&
            Old.elements(Id) == 0);
  }

  void findEqual() {
    ShapeGraph Graph;
    Graph.end(); // void
    for (unsigned Id = 1; Id != Old.size(); ++Id) {
      BtfKind Kind = Old.kind(Id);
      unsigned Name = nameOf(Id);
      // Two variables, like two sections, are two, however equal they look.
      if (Kind == BtfKind::Var || Kind == BtfKind::DataSec)
        Graph.word(Id);
      forEachBtfWord(Old.words(Id), [&](BtfWord Role, uint32_t Word) {
        if (Role == BtfWord::Type)
          Graph.edge(Word);
        else
          Graph.word(Word);
      });
      for (unsigned Tag : Tags[Id]) {
        Graph.word(Old.words(Tag)[0]);
        Graph.word(Old.words(Tag)[3]);
      }
      if (Name != ShapeGraph::NoName && isDeclaration(Id))
        Graph.declare(Name);
      else
        Graph.define(Name);
      Graph.end();
    }
    std::vector<unsigned> Classes = equalTypes(Graph);
    std::vector<unsigned> First = representatives(Graph, Classes);
    for (unsigned Class : Classes)
      One.push_back(First[Class]);
  }

  /// Numbers the type and all that it refers to, in the order of a reader.
  void visit(unsigned Root) {
    SmallVector<unsigned, 64> Stack{one(Root)};
    while (!Stack.empty()) {
      unsigned Id = Stack.pop_back_val();
      if (Id == 0 || NewIds[Id])
        continue;
      // As LLVM numbers them: the prototype and its types, then the function.
      if (unsigned Prototype = one(prototypeOf(Id));
          Prototype != 0 && !NewIds[Prototype]) {
        Stack.append({Id, Prototype});
        continue;
      }
      NewIds[Id] = Order.size() + 1;
      Order.push_back(Id);
      for (unsigned Tag : reverse(Tags[Id]))
        Stack.push_back(one(Tag));
      size_t Before = Stack.size();
      forEachBtfWord(Old.words(Id), [&](BtfWord Role, uint32_t Word) {
        if (Role == BtfWord::Type)
          Stack.push_back(one(Word));
      });
      std::reverse(Stack.begin() + Before, Stack.end());
    }
  }

  /// What a function refers to; 0 for any other kind.
  unsigned prototypeOf(unsigned Id) const {
    return Old.kind(Id) == BtfKind::Func ? Old.words(Id)[2] : 0;
  }

  void write(unsigned Id, BtfWriter &New) {
    SmallVector<uint32_t, 64> Words(Old.words(Id));
    forEachBtfWord(MutableArrayRef(Words), [&](BtfWord Role, uint32_t &Word) {
      if (Role == BtfWord::Type)
        Word = NewIds[one(Word)];
      else if (Role == BtfWord::Name)
        Word = New.addString(
            asciiName(Old.string(Word).split(BtfNameSeparator).first));
    });
    New.append(Words);
  }

  const BtfSection &Old;
  /// The decl tags of each type.
  std::vector<SmallVector<unsigned, 0>> Tags;
  std::map<std::pair<BtfKind, uint32_t>, unsigned> Names;
  std::vector<unsigned> One;
  /// Old ids as they are found, and the new ids, 0 for those not found.
  std::vector<unsigned> Order;
  std::vector<uint32_t> NewIds;
};

} // namespace

MinimizedBtf minimizeBtf(const BtfSection &Old, ArrayRef<uint32_t> Used) {
  return Minimizer(Old).run(Used);
}

} // namespace bpflinker
