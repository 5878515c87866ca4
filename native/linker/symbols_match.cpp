#include "linker/symbols_match.h"

#include "linker/symbols_conflict.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfoMetadata.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// How a declaration and a definition disagree, each in a few words that
/// complete "declared …" and "defined …". Nothing when they agree.
struct Mismatch {
  std::string Declared, Defined;
};

std::string withParameters(size_t Count) {
  return "with " + std::to_string(Count) +
         (Count == 1 ? " parameter" : " parameters");
}

std::optional<Mismatch> compareFunctions(const FunctionType &Declared,
                                         const FunctionType &Defined) {
  // `int f();` says nothing of the parameters.
  if (Declared.isVarArg() || Defined.isVarArg())
    return std::nullopt;
  if (Declared.getNumParams() != Defined.getNumParams())
    return Mismatch{withParameters(Declared.getNumParams()),
                    withParameters(Defined.getNumParams())};
  if (!Declared.getReturnType()->isVoidTy() &&
      Defined.getReturnType()->isVoidTy())
    return Mismatch{"with a result", "without one"};
  return std::nullopt;
}

std::optional<Mismatch> compareSizes(const GlobalVariable &Declared,
                                     const GlobalVariable &Defined) {
  if (!Declared.getValueType()->isSized() || !Defined.getValueType()->isSized())
    return std::nullopt;
  auto SizeOf = [](const GlobalVariable &V) {
    return V.getDataLayout()
        .getTypeAllocSize(V.getValueType())
        .getKnownMinValue();
  };
  uint64_t Wanted = SizeOf(Declared), Given = SizeOf(Defined);
  // `extern int table[];`
  if (Wanted == 0 || Wanted == Given)
    return std::nullopt;
  return Mismatch{"with " + std::to_string(Wanted) + " bytes",
                  "with " + std::to_string(Given)};
}

const DIType *withoutNames(const DIType *T) {
  while (const auto *Derived = dyn_cast_or_null<DIDerivedType>(T)) {
    unsigned Tag = Derived->getTag();
    if (Tag != dwarf::DW_TAG_typedef && Tag != dwarf::DW_TAG_const_type &&
        Tag != dwarf::DW_TAG_volatile_type)
      break;
    T = Derived->getBaseType();
  }
  return T;
}

/// The lengths of an array's dimensions; ~0 for an unknown one.
SmallVector<uint64_t, 2> dimensions(const DICompositeType &Array) {
  SmallVector<uint64_t, 2> Lengths;
  for (const DINode *Element : Array.getElements())
    if (const auto *Range = dyn_cast<DISubrange>(Element)) {
      auto *Count = dyn_cast_if_present<ConstantInt *>(Range->getCount());
      Lengths.push_back(Count ? Count->getZExtValue() : ~0ull);
    }
  return Lengths;
}

/// Whether two types in a map's definition are the same. Types of keys and
/// values are compared by kind, size and name, not by their members.
bool sameType(const DIType *A, const DIType *B) {
  while (true) {
    A = withoutNames(A);
    B = withoutNames(B);
    if (A == B)
      return true;
    if (!A || !B || A->getTag() != B->getTag())
      return false;
    if (A->getTag() == dwarf::DW_TAG_pointer_type) {
      A = cast<DIDerivedType>(A)->getBaseType();
      B = cast<DIDerivedType>(B)->getBaseType();
      continue;
    }
    if (A->getTag() == dwarf::DW_TAG_array_type) {
      const auto &ArrayA = cast<DICompositeType>(*A);
      const auto &ArrayB = cast<DICompositeType>(*B);
      if (dimensions(ArrayA) != dimensions(ArrayB))
        return false;
      A = ArrayA.getBaseType();
      B = ArrayB.getBaseType();
      continue;
    }
    return A->getSizeInBits() == B->getSizeInBits() &&
           A->getName() == B->getName();
  }
}

/// `__uint(max_entries, 16)` is a pointer to an array of 16.
std::string describeMember(StringRef Name, const DIType *T) {
  const auto *Pointer = dyn_cast_or_null<DIDerivedType>(withoutNames(T));
  const DIType *Inner =
      Pointer ? withoutNames(Pointer->getBaseType()) : nullptr;
  if (const auto *Array = dyn_cast_or_null<DICompositeType>(Inner);
      Array && Array->getTag() == dwarf::DW_TAG_array_type) {
    SmallVector<uint64_t, 2> Lengths = dimensions(*Array);
    if (Lengths.size() == 1)
      return (Name + " " + Twine(Lengths[0])).str();
  }
  if (Inner && !Inner->getName().empty())
    return ("the " + Name + " `" + Inner->getName() + "`").str();
  return ("another " + Name).str();
}

SmallVector<const DIDerivedType *, 8> membersOf(const DIType *T) {
  SmallVector<const DIDerivedType *, 8> Members;
  if (const auto *Struct = dyn_cast_or_null<DICompositeType>(withoutNames(T)))
    for (const DINode *Element : Struct->getElements())
      if (const auto *Member = dyn_cast<DIDerivedType>(Element))
        Members.push_back(Member);
  return Members;
}

const DIType *typeOf(const GlobalVariable &V) {
  SmallVector<DIGlobalVariableExpression *, 1> Expressions;
  V.getDebugInfo(Expressions);
  return Expressions.empty() ? nullptr
                             : Expressions.front()->getVariable()->getType();
}

std::optional<Mismatch> compareMaps(const GlobalVariable &Declared,
                                    const GlobalVariable &Defined) {
  const DIType *A = typeOf(Declared), *B = typeOf(Defined);
  if (!A || !B)
    return std::nullopt; // without debug info nothing is known
  auto Wanted = membersOf(A), Given = membersOf(B);
  for (const DIDerivedType *Member : Wanted) {
    StringRef Name = Member->getName();
    auto I = find_if(
        Given, [&](const DIDerivedType *M) { return M->getName() == Name; });
    if (I == Given.end())
      return Mismatch{("with `" + Name + "`").str(), "without"};
    if (!sameType(Member->getBaseType(), (*I)->getBaseType()))
      return Mismatch{"with " + describeMember(Name, Member->getBaseType()),
                      "with " + describeMember(Name, (*I)->getBaseType())};
  }
  for (const DIDerivedType *Member : Given)
    if (none_of(Wanted, [&](const DIDerivedType *M) {
          return M->getName() == Member->getName();
        }))
      return Mismatch{("without `" + Member->getName() + "`").str(), "with it"};
  return std::nullopt;
}

std::optional<Mismatch> compare(const Reference &R, LazyModules &Modules) {
  if (auto *F = dyn_cast<Function>(R.Declaration)) {
    const auto *Type = dyn_cast<FunctionType>(R.Definition->getValueType());
    if (!Type)
      return Mismatch{"as a function", "as a variable"};
    return compareFunctions(*F->getFunctionType(), *Type);
  }
  if (isa<FunctionType>(R.Definition->getValueType()))
    return Mismatch{"as a variable", "as a function"};
  auto *Declared = dyn_cast<GlobalVariable>(R.Declaration);
  auto *Defined = dyn_cast<GlobalVariable>(R.Definition);
  if (!Declared || !Defined)
    return std::nullopt;
  if (Defined->getSection() == ".maps" && Declared->getSection() == ".maps" &&
      Modules.materializeMetadata(Modules.pieceOf(*Declared->getParent())) &&
      Modules.materializeMetadata(Modules.pieceOf(*Defined->getParent())))
    if (auto Found = compareMaps(*Declared, *Defined))
      return Found;
  return compareSizes(*Declared, *Defined);
}

} // namespace

void matchReferences(ArrayRef<Reference> References, LazyModules &Modules,
                     DiagnosticSink &Diagnostics) {
  for (const Reference &R : References) {
    std::optional<Mismatch> Found = compare(R, Modules);
    if (!Found)
      continue;
    auto InputOf = [&](const GlobalValue &V) {
      return Modules.name(Modules.pieceOf(*V.getParent())).str();
    };
    std::string User = InputOf(*R.Declaration), Owner = InputOf(*R.Definition);
    StringRef Name = R.Definition->getName();
    auto Place = [&](GlobalValue &V, StringRef What, StringRef In) {
      return Diagnostic(Severity::Note, Code::SYMBOL_MISMATCH,
                        (What + " here, in " + In).str())
          .at(placeOf(V, Modules))
          .symbol(Name);
    };
    Diagnostic Declared = Place(*R.Declaration, "declared", User);
    Diagnostics.report(
        error(Code::SYMBOL_MISMATCH,
              ("`" + Name + "` is declared " + Found->Declared + " in " + User +
               ", and defined " + Found->Defined + " in " + Owner)
                  .str())
            .symbol(Name)
            .at(Declared.Where)
            .hint("declare it once, in a header that both include")
            .note(Declared)
            .note(Place(*R.Definition, "defined", Owner)));
  }
}

} // namespace bpflinker
