#include "linker/types/equal.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace bpflinker {

void ShapeGraph::end() {
  Shapes.push_back(Known.try_emplace(Shape, Known.size()).first->second);
  Shape.clear();
  FirstEdge.push_back(Edges.size());
  NameOf.push_back(NoName);
  Declared.push_back(false);
}

namespace {

/// A name that is declared somewhere, and what the graph has of it.
struct DeclaredName {
  std::vector<unsigned> Declarations, Definitions;
  /// Its definitions are equal, as far as is known.
  bool IsOne = true;
};

class Partition {
public:
  explicit Partition(const ShapeGraph &Graph)
      : Graph(Graph), NameOf(Graph.size(), None), Count(Graph.shapes()) {
    for (unsigned Id = 0; Id != Graph.size(); ++Id)
      Class.push_back(Graph.shape(Id));
    findNames();
  }

  std::vector<unsigned> run() {
    do {
      while (split())
        ;
    } while (partNames());
    for (const DeclaredName &Name : Names)
      if (Name.IsOne && !Name.Definitions.empty())
        for (unsigned Id : Name.Declarations)
          Class[Id] = Class[Name.Definitions.front()];
    return std::move(Class);
  }

private:
  static constexpr unsigned None = ~0u;

  void findNames() {
    DenseMap<unsigned, unsigned> Known;
    for (unsigned Id = 0; Id != Graph.size(); ++Id)
      if (Graph.isDeclaration(Id)) {
        auto [At, IsNew] = Known.try_emplace(Graph.name(Id), Names.size());
        if (IsNew)
          Names.emplace_back();
        Names[At->second].Declarations.push_back(Id);
        NameOf[Id] = At->second;
      }
    for (unsigned Id = 0; Id != Graph.size(); ++Id)
      if (Graph.name(Id) != ShapeGraph::NoName && NameOf[Id] == None)
        if (auto At = Known.find(Graph.name(Id)); At != Known.end()) {
          Names[At->second].Definitions.push_back(Id);
          NameOf[Id] = At->second;
        }
  }

  /// Where an edge leads. Names count down from the top, classes up from 0.
  unsigned target(unsigned Id) const {
    unsigned Name = NameOf[Id];
    return Name != None && Names[Name].IsOne ? ~Name : Class[Id];
  }

  /// One round. False when it split nothing.
  bool split() {
    std::vector<unsigned> Size(Count);
    for (unsigned Each : Class)
      ++Size[Each];
    // A type as this round sees it: its class and where its edges lead. All of
    // them in one vector, which never grows beyond what is reserved.
    std::vector<unsigned> Words;
    Words.reserve(Graph.size() + Graph.edgeCount());
    DenseMap<ArrayRef<unsigned>, unsigned> Known(Graph.size());
    std::vector<unsigned> Next(Graph.size());
    for (unsigned Id = 0; Id != Graph.size(); ++Id) {
      size_t Begin = Words.size();
      Words.push_back(Class[Id]);
      if (Size[Class[Id]] > 1) // what is alone cannot be split
        for (unsigned Edge : Graph.edges(Id))
          Words.push_back(target(Edge));
      auto [At, IsNew] =
          Known.try_emplace(ArrayRef(Words).drop_front(Begin), Known.size());
      if (!IsNew)
        Words.resize(Begin);
      Next[Id] = At->second;
    }
    bool Split = Known.size() != Count;
    Count = Known.size();
    Class = std::move(Next);
    return Split;
  }

  /// False when every name's definitions are in one class.
  bool partNames() {
    bool Parted = false;
    for (DeclaredName &Name : Names) {
      if (!Name.IsOne || all_equal(map_range(Name.Definitions, [&](unsigned I) {
            return Class[I];
          })))
        continue;
      Name.IsOne = false;
      Parted = true;
    }
    return Parted;
  }

  const ShapeGraph &Graph;
  std::vector<DeclaredName> Names;
  std::vector<unsigned> NameOf;
  std::vector<unsigned> Class;
  unsigned Count;
};

} // namespace

std::vector<unsigned> equalTypes(const ShapeGraph &Graph) {
  return Partition(Graph).run();
}

std::vector<unsigned> representatives(const ShapeGraph &Graph,
                                      ArrayRef<unsigned> Classes) {
  std::vector<unsigned> First(Graph.size(), ~0u);
  for (unsigned Id = 0; Id != Graph.size(); ++Id) {
    unsigned &Best = First[Classes[Id]];
    if (Best == ~0u || (Graph.isDeclaration(Best) && !Graph.isDeclaration(Id)))
      Best = Id;
  }
  return First;
}

} // namespace bpflinker
