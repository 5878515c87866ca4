#include "linker/resolve/match_types.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// The kinds of BTF, as far as they can be a variable's or a function's.
enum class Kind {
  Void,
  Int,
  Float,
  Pointer,
  Array,
  Struct,
  Union,
  Enum,
  Forward,
  Prototype,
  Other
};

/// As libbpf's btf_kind_str has them.
StringRef nameOf(Kind K) {
  switch (K) {
  case Kind::Void:
    return "void";
  case Kind::Int:
    return "int";
  case Kind::Float:
    return "float";
  case Kind::Pointer:
    return "ptr";
  case Kind::Array:
    return "array";
  case Kind::Struct:
    return "struct";
  case Kind::Union:
    return "union";
  case Kind::Enum:
    return "enum";
  case Kind::Forward:
    return "fwd";
  case Kind::Prototype:
    return "func_proto";
  case Kind::Other:
    return "unknown";
  }
  llvm_unreachable("a kind without a name");
}

bool isUnion(const DIType &T) { return T.getTag() == dwarf::DW_TAG_union_type; }

Kind kindOf(const DIType *T) {
  if (!T || T->getTag() == dwarf::DW_TAG_unspecified_type)
    return Kind::Void;
  if (isa<DISubroutineType>(T))
    return Kind::Prototype;
  if (const auto *Basic = dyn_cast<DIBasicType>(T))
    return Basic->getEncoding() == dwarf::DW_ATE_float ? Kind::Float
                                                       : Kind::Int;
  if (isa<DIDerivedType>(T))
    return T->getTag() == dwarf::DW_TAG_pointer_type ? Kind::Pointer
                                                     : Kind::Other;
  switch (T->getTag()) {
  case dwarf::DW_TAG_array_type:
    return Kind::Array;
  case dwarf::DW_TAG_enumeration_type:
    return Kind::Enum;
  case dwarf::DW_TAG_structure_type:
  case dwarf::DW_TAG_class_type:
  case dwarf::DW_TAG_union_type:
    if (T->isForwardDecl())
      return Kind::Forward;
    return isUnion(*T) ? Kind::Union : Kind::Struct;
  default:
    return Kind::Other;
  }
}

std::string two(const Twine &What, const Twine &A, const Twine &B) {
  return ("incompatible " + What + " " + A + " and " + B).str();
}

std::string quoted(StringRef Name) { return ("'" + Name + "'").str(); }

size_t dimensionsOf(const DIType &Array) {
  return cast<DICompositeType>(Array).getElements().size();
}

class Comparison {
public:
  using Result = std::optional<std::string>;

  /// `Exact`: structs are compared by their fields.
  Result compare(const DIType *A, const DIType *B, bool Exact);

private:
  Result compareForward(const DIType &A, const DIType &B);
  Result compareArrays(const DIType &A, const DIType &B, bool Exact);
  Result compareFields(const DIType &A, const DIType &B, StringRef Name);
  Result comparePrototypes(const DISubroutineType &A, const DISubroutineType &B,
                           bool Exact);

  /// Pairs that are being compared, or were: what is found later of a cycle is
  /// found once.
  DenseSet<std::pair<const DIType *, const DIType *>> Seen[2];
};

Comparison::Result Comparison::compare(const DIType *A, const DIType *B,
                                       bool Exact) {
  A = withoutNames(A);
  B = withoutNames(B);
  if (A == B || !Seen[Exact].insert({A, B}).second)
    return std::nullopt;
  Kind KindA = kindOf(A), KindB = kindOf(B);
  // An incomplete type says nothing but its name. libbpf lets it stand for a
  // complete one behind pointers only; `extern struct state state;` reads no
  // field either.
  if ((KindA == Kind::Forward) != (KindB == Kind::Forward) && A && B)
    return compareForward(*A, *B);
  if (KindA != KindB)
    return two("BTF kinds", nameOf(KindA), nameOf(KindB));

  switch (KindA) {
  case Kind::Void:
    return std::nullopt;
  case Kind::Struct:
  case Kind::Union:
  case Kind::Enum:
  case Kind::Forward:
    if (A->getName() != B->getName())
      return two(nameOf(KindA) + " names", quoted(A->getName()),
                 quoted(B->getName()));
    break;
  default:
    break;
  }

  switch (KindA) {
  case Kind::Int:
  case Kind::Float:
  case Kind::Enum:
  case Kind::Other:
    if (sizeOfType(A) != sizeOfType(B))
      return two(nameOf(KindA) + " size", Twine(sizeOfType(A)),
                 Twine(sizeOfType(B)));
    return std::nullopt;
  case Kind::Pointer:
    return compare(cast<DIDerivedType>(A)->getBaseType(),
                   cast<DIDerivedType>(B)->getBaseType(), /*Exact=*/false);
  case Kind::Array:
    return compareArrays(*A, *B, Exact);
  case Kind::Struct:
  case Kind::Union:
    return Exact ? compareFields(*A, *B, nameOf(KindA)) : std::nullopt;
  case Kind::Prototype:
    return comparePrototypes(*cast<DISubroutineType>(A),
                             *cast<DISubroutineType>(B), Exact);
  case Kind::Void:
  case Kind::Forward:
    return std::nullopt;
  }
  llvm_unreachable("a kind without a comparison");
}

Comparison::Result Comparison::compareForward(const DIType &A,
                                              const DIType &B) {
  if (A.getName() != B.getName())
    return two("forward declaration names", quoted(A.getName()),
               quoted(B.getName()));
  bool IsFirst = kindOf(&A) == Kind::Forward;
  const DIType &Forward = IsFirst ? A : B, &Concrete = IsFirst ? B : A;
  Kind Wanted = isUnion(Forward) ? Kind::Union : Kind::Struct;
  if (kindOf(&Concrete) == Wanted)
    return std::nullopt;
  return two(nameOf(Wanted), "forward declaration",
             "concrete kind " + nameOf(kindOf(&Concrete)));
}

Comparison::Result Comparison::compareArrays(const DIType &A, const DIType &B,
                                             bool Exact) {
  const DIType *ElementA = cast<DICompositeType>(A).getBaseType();
  const DIType *ElementB = cast<DICompositeType>(B).getBaseType();
  // Each dimension is an array of its own in BTF.
  size_t CountA = dimensionsOf(A), CountB = dimensionsOf(B);
  if (CountA != CountB)
    return two(
        "BTF kinds",
        CountA > CountB ? "array" : nameOf(kindOf(withoutNames(ElementA))),
        CountB > CountA ? "array" : nameOf(kindOf(withoutNames(ElementB))));
  return compare(ElementA, ElementB, Exact);
}

Comparison::Result Comparison::compareFields(const DIType &A, const DIType &B,
                                             StringRef Name) {
  auto FieldsA = fieldsOf(&A), FieldsB = fieldsOf(&B);
  if (FieldsA.size() != FieldsB.size())
    return two("number of " + Name + " fields", Twine(FieldsA.size()),
               Twine(FieldsB.size()));
  for (auto [I, FieldA, FieldB] : enumerate(FieldsA, FieldsB)) {
    std::string Field = "field #" + std::to_string(I);
    if (FieldA->getName() != FieldB->getName())
      return two(Field + " names", quoted(FieldA->getName()),
                 quoted(FieldB->getName()));
    Field += " (" + quoted(FieldA->getName()) + ")";
    if (FieldA->getOffsetInBits() != FieldB->getOffsetInBits())
      return two(Field + " offsets", Twine(FieldA->getOffsetInBits()) + " bits",
                 Twine(FieldB->getOffsetInBits()));
    auto BitsOf = [](const DIDerivedType &F) {
      return F.isBitField() ? F.getSizeInBits() : 0;
    };
    if (BitsOf(*FieldA) != BitsOf(*FieldB))
      return two(Field + " widths", Twine(BitsOf(*FieldA)) + " bits",
                 Twine(BitsOf(*FieldB)));
    if (Result Found = compare(FieldA->getBaseType(), FieldB->getBaseType(),
                               /*Exact=*/true))
      return Field + ": " + *Found;
  }
  return std::nullopt;
}

Comparison::Result Comparison::comparePrototypes(const DISubroutineType &A,
                                                 const DISubroutineType &B,
                                                 bool Exact) {
  // Element 0 is the result.
  auto TypesA = A.getTypeArray();
  auto TypesB = B.getTypeArray();
  auto Count = [](const auto &Types) {
    return Types.size() ? Types.size() - 1 : 0;
  };
  if (Count(TypesA) != Count(TypesB))
    return two("number of func_proto params", Twine(Count(TypesA)),
               Twine(Count(TypesB)));
  for (unsigned I = 1; I < TypesA.size(); ++I)
    if (Result Found = compare(TypesA[I], TypesB[I], Exact))
      return "parameter " + std::to_string(I) + ": " + *Found;
  if (Result Found = compare(TypesA.size() ? TypesA[0] : nullptr,
                             TypesB.size() ? TypesB[0] : nullptr, Exact))
    return "result: " + *Found;
  return std::nullopt;
}

} // namespace

std::optional<std::string> compareTypes(const DIType *A, const DIType *B) {
  return Comparison().compare(A, B, /*Exact=*/true);
}

const DIType *withoutNames(const DIType *T) {
  // Only in a damaged input is a chain this long: it has no end.
  constexpr unsigned MaxChain = 1024;
  for (unsigned Step = 0; Step != MaxChain; ++Step) {
    const auto *Derived = dyn_cast_or_null<DIDerivedType>(T);
    if (!Derived)
      break;
    if (!is_contained({dwarf::DW_TAG_typedef, dwarf::DW_TAG_const_type,
                       dwarf::DW_TAG_volatile_type, dwarf::DW_TAG_restrict_type,
                       dwarf::DW_TAG_atomic_type},
                      Derived->getTag()))
      break;
    T = Derived->getBaseType();
  }
  return T;
}

uint64_t sizeOfType(const DIType *T) {
  T = withoutNames(T);
  return T ? T->getSizeInBits() / 8 : 0;
}

SmallVector<const DIDerivedType *, 8> fieldsOf(const DIType *T) {
  SmallVector<const DIDerivedType *, 8> Fields;
  if (const auto *Struct = dyn_cast_or_null<DICompositeType>(withoutNames(T)))
    for (const DINode *Element : Struct->getElements())
      if (const auto *Field = dyn_cast_or_null<DIDerivedType>(Element))
        if (Field->getTag() == dwarf::DW_TAG_member && !Field->isStaticMember())
          Fields.push_back(Field);
  return Fields;
}

} // namespace bpflinker
