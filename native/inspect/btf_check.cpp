// Second half of reading BTF: what the types say about each other.
//
// Two walks over the graph, each linear and without recursion, find what cannot
// be. Walk 1 follows what is laid out inside a type (members, elements, what a
// typedef names) and finds a type inside itself; types are finished innermost
// first, so that each one's size is known when its users need it. Walk 2
// follows pointers as well, but stops at structs, unions and prototypes, whose
// names end a declaration: a cycle there is a type that cannot be written down.
// The kernel refuses both (kernel/bpf/btf.c, env_type_is_resolve_sink).

#include "inspect/btf.h"

#include "support/damage.h"

namespace bpflinker {

using namespace llvm;

namespace {

class Checker {
public:
  explicit Checker(Btf &Types) : Types(Types) {}

  Error check() {
    for (BtfId Id = 1; Id < Types.Types.size(); ++Id)
      if (Error E = checkTargets(Id))
        return E;
    Types.Sizes.assign(Types.Types.size(), Btf::NoSize);
    Types.Resolved.resize(Types.Types.size());
    if (Error E = walk(/*ThroughPointers=*/false))
      return E;
    return walk(/*ThroughPointers=*/true);
  }

private:
  Error wrong(BtfId Id, const Twine &What) {
    return damaged(describe(Types, Id) + " " + What);
  }

  /// Every id is of a kind that may stand there.
  Error checkTargets(BtfId Id) {
    const BtfType &T = Types.type(Id);
    BtfKind To = Types.type(T.Type).Kind;
    switch (T.Kind) {
    case BtfKind::Func:
      if (To != BtfKind::FuncProto)
        return wrong(Id, "has " + describe(Types, T.Type) +
                             " as its type, which is no prototype");
      break;
    case BtfKind::DeclTag:
      if (!isComposite(To) && To != BtfKind::Func && To != BtfKind::Var &&
          To != BtfKind::Typedef)
        return wrong(Id, "tags " + describe(Types, T.Type) +
                             "; tags are for struct, union, func, var and "
                             "typedef");
      break;
    default:
      if (isDeclaration(To))
        return wrong(Id, "has " + describe(Types, T.Type) +
                             " as its type, which is a declaration");
    }
    if (isDeclaration(Types.type(T.IndexType).Kind))
      return wrong(Id, "has " + describe(Types, T.IndexType) +
                           " as its index type, which is a declaration");
    for (const BtfElement &Element : Types.elements(T)) {
      BtfKind Kind = Types.type(Element.Type).Kind;
      bool Fits = T.Kind == BtfKind::DataSec
                      ? Kind == BtfKind::Var || Kind == BtfKind::Func
                      : !isDeclaration(Kind);
      if (!Fits)
        return wrong(Id, "has " + describe(Types, Element.Type) +
                             " as an element, which may not be there");
    }
    return Error::success();
  }

  /// How many edges a walk follows from a type, and the one at `Index`.
  size_t edgeCount(const BtfType &T, bool ThroughPointers) {
    if (isModifier(T.Kind) || T.Kind == BtfKind::Array ||
        (T.Kind == BtfKind::Ptr && ThroughPointers))
      return 1;
    return isComposite(T.Kind) && !ThroughPointers ? T.Number : 0;
  }
  BtfId edge(const BtfType &T, size_t Index) {
    return isComposite(T.Kind) ? Types.elements(T)[Index].Type : T.Type;
  }

  Error walk(bool ThroughPointers) {
    enum State : uint8_t { New, Open, Done };
    std::vector<State> States(Types.Types.size(), New);
    struct Frame {
      BtfId Id;
      uint32_t Next;
    };
    std::vector<Frame> Stack;
    for (BtfId Root = 1; Root < Types.Types.size(); ++Root) {
      if (States[Root] != New)
        continue;
      Stack.push_back({Root, 0});
      States[Root] = Open;
      while (!Stack.empty()) {
        Frame &Top = Stack.back();
        const BtfType &T = Types.type(Top.Id);
        if (Top.Next < edgeCount(T, ThroughPointers)) {
          BtfId To = edge(T, Top.Next++);
          if (States[To] == Open)
            return wrong(To, ThroughPointers
                                 ? "refers to itself with no struct, union or "
                                   "prototype between"
                                 : "contains itself");
          if (States[To] == New) {
            States[To] = Open;
            Stack.push_back({To, 0});
          }
          continue;
        }
        if (!ThroughPointers)
          if (Error E = size(Top.Id))
            return E;
        States[Top.Id] = Done;
        Stack.pop_back();
      }
    }
    return Error::success();
  }

  /// Computes the size of a type whose parts are done, and checks it.
  Error size(BtfId Id) {
    const BtfType &T = Types.type(Id);
    uint64_t &Size = Types.Sizes[Id];
    Types.Resolved[Id] = isModifier(T.Kind) ? Types.Resolved[T.Type] : Id;
    switch (T.Kind) {
    case BtfKind::Int:
      Size = T.Size;
      // Rust's `()` has neither bytes nor bits, and kernels take it.
      if (T.Size > 16 || (T.Size == 0) != (T.Bits == 0) ||
          T.BitOffset + T.Bits > T.Size * 8)
        return wrong(Id, "has bits " + Twine(unsigned(T.BitOffset)) + " to " +
                             Twine(T.BitOffset + T.Bits) + " in a size of " +
                             Twine(T.Size) + " bytes");
      return Error::success();
    case BtfKind::Enum:
    case BtfKind::Enum64:
      Size = T.Size;
      // `enum e;`, never defined.
      if (T.Size == 0 && T.Number == 0)
        return Error::success();
      if (T.Size != 1 && T.Size != 2 && T.Size != 4 && T.Size != 8 &&
          T.Size != 16)
        return wrong(Id, "has a size of " + Twine(T.Size) + " bytes");
      return Error::success();
    case BtfKind::Float:
    case BtfKind::DataSec:
      Size = T.Size;
      return Error::success();
    case BtfKind::Ptr:
      Size = 8;
      return Error::success();
    case BtfKind::Array: {
      uint64_t Each = Types.Sizes[T.Type];
      if (Each == Btf::NoSize)
        return Error::success();
      Size = Each * T.Count; // Both fit 32 bits.
      if (Size > UINT32_MAX)
        return wrong(Id, "has " + Twine(T.Count) + " elements of " +
                             Twine(Each) + " bytes, more than 4 GiB");
      return Error::success();
    }
    case BtfKind::Struct:
    case BtfKind::Union:
      Size = T.Size;
      for (const BtfElement &Member : Types.elements(T)) {
        uint64_t Bytes = Types.Sizes[Member.Type];
        uint64_t Bits = Member.Size            ? Member.Size
                        : Bytes == Btf::NoSize ? 0
                                               : Bytes * 8;
        if (Member.Offset + Bits > uint64_t(T.Size) * 8)
          return wrong(Id, "of " + Twine(T.Size) + " bytes has member " +
                               quoted(Member.Name) + " at bits " +
                               Twine(Member.Offset) + " to " +
                               Twine(Member.Offset + Bits));
      }
      return Error::success();
    default:
      if (isModifier(T.Kind))
        Size = Types.Sizes[T.Type];
      return Error::success();
    }
  }

  Btf &Types;
};

} // namespace

Error checkBtf(Btf &Types) { return Checker(Types).check(); }

} // namespace bpflinker
