#include "linker/resolve/match.h"

#include "linker/ir/language.h"
#include "linker/resolve/conflicts.h"
#include "linker/resolve/match_maps.h"
#include "linker/resolve/match_types.h"

#include "llvm/IR/DebugInfoMetadata.h"

using namespace llvm;

namespace bpflinker {

namespace {

std::string two(StringRef What, const Twine &A, const Twine &B) {
  return ("incompatible " + What + " " + A + " and " + B).str();
}

/// The section that it is in, or is said to be in; empty where nothing is said.
StringRef sectionOf(const GlobalObject &V) {
  if (V.hasSection() || V.isDeclaration())
    return V.getSection();
  const auto *Variable = dyn_cast<GlobalVariable>(&V);
  if (!Variable)
    return ".text";
  if (Variable->isConstant())
    return ".rodata";
  return Variable->getInitializer()->isNullValue() ? ".bss" : ".data";
}

std::optional<std::string> compareSections(const GlobalObject &A,
                                           const GlobalObject &B) {
  StringRef SectionA = sectionOf(A), SectionB = sectionOf(B);
  // Functions are found by their names. But one that the kernel is to provide
  // must not be defined.
  if (isa<Function>(A) && SectionA != ".ksyms" && SectionB != ".ksyms")
    return std::nullopt;
  // One of two definitions is dropped. The section that it would have had only
  // counts if its author named it.
  if (!A.isDeclaration() && !B.isDeclaration() && !A.hasSection() &&
      !B.hasSection())
    return std::nullopt;
  if (SectionA == SectionB || (A.isDeclaration() && SectionA.empty()) ||
      (B.isDeclaration() && SectionB.empty()))
    return std::nullopt;
  return ("section mismatch: " + SectionA + " and " + SectionB).str();
}

std::optional<std::string> compareSignatures(const Function &A,
                                             const Function &B) {
  // `int f();` says nothing of the parameters.
  if (A.isVarArg() || B.isVarArg())
    return std::nullopt;
  if (A.arg_size() != B.arg_size())
    return two("number of func_proto params", Twine(A.arg_size()),
               Twine(B.arg_size()));
  if (A.isDeclaration() && !A.getReturnType()->isVoidTy() &&
      B.getReturnType()->isVoidTy())
    return std::string("a result and none");
  return std::nullopt;
}

std::optional<std::string> compareSizes(const GlobalVariable &A,
                                        const GlobalVariable &B) {
  if (!A.getValueType()->isSized() || !B.getValueType()->isSized())
    return std::nullopt;
  auto SizeOf = [](const GlobalVariable &V) {
    return V.getDataLayout()
        .getTypeAllocSize(V.getValueType())
        .getKnownMinValue();
  };
  uint64_t SizeA = SizeOf(A), SizeB = SizeOf(B);
  // `extern int table[];`, and the `const void` of untyped `__ksym`.
  if (SizeA == SizeB || (A.isDeclaration() && SizeA == 0) ||
      (B.isDeclaration() && SizeB == 0))
    return std::nullopt;
  return two("size", Twine(SizeA), Twine(SizeB));
}

bool isAllC(const Module &M) {
  auto Units = M.debug_compile_units();
  return Units.begin() != Units.end() &&
         all_of(Units, [](const DICompileUnit *Unit) { return isC(*Unit); });
}

const DIType *typeOf(const GlobalObject &V) {
  if (const auto *F = dyn_cast<Function>(&V)) {
    const DISubprogram *Subprogram = F->getSubprogram();
    return Subprogram ? Subprogram->getType() : nullptr;
  }
  SmallVector<DIGlobalVariableExpression *, 1> Expressions;
  cast<GlobalVariable>(V).getDebugInfo(Expressions);
  return Expressions.empty() ? nullptr
                             : Expressions.front()->getVariable()->getType();
}

/// Whether there are two C types to compare; a variable's may be void.
bool haveTypes(const GlobalObject &A, const GlobalObject &B) {
  auto HasDebugInfo = [](const GlobalObject &V) {
    return V.hasMetadata(LLVMContext::MD_dbg);
  };
  return HasDebugInfo(A) && HasDebugInfo(B) && isAllC(*A.getParent()) &&
         isAllC(*B.getParent());
}

std::optional<std::string> compare(const GlobalObject &A,
                                   const GlobalObject &B) {
  const auto *FunctionA = dyn_cast<Function>(&A);
  const auto *FunctionB = dyn_cast<Function>(&B);
  if (!FunctionA != !FunctionB)
    return two("BTF kinds", FunctionA ? "func" : "var",
               FunctionB ? "func" : "var");
  if (auto Found = compareSections(A, B))
    return Found;
  if (haveTypes(A, B)) {
    // The size of a map's variable is nothing but the number of its fields.
    if (A.getSection() == ".maps" && B.getSection() == ".maps")
      return compareMaps(typeOf(A), typeOf(B));
    if (auto Found = compareTypes(typeOf(A), typeOf(B)))
      return Found;
  } else if (FunctionA) {
    return compareSignatures(*FunctionA, *FunctionB);
  }
  if (FunctionA)
    return std::nullopt;
  return compareSizes(cast<GlobalVariable>(A), cast<GlobalVariable>(B));
}

class Matcher {
public:
  Matcher(LazyModules &Modules, DiagnosticSink &Diagnostics)
      : Modules(Modules), Diagnostics(Diagnostics) {}

  /// `Other` is what prevails.
  void match(GlobalValue &V, GlobalValue &Other);

private:
  GlobalObject *prepare(GlobalValue &V);
  void report(GlobalObject &A, GlobalObject &B, const std::string &Problem);

  LazyModules &Modules;
  DiagnosticSink &Diagnostics;
};

/// With its debug info; of a function that is in its body. Null for an alias,
/// which has none.
GlobalObject *Matcher::prepare(GlobalValue &V) {
  auto *Object = dyn_cast<GlobalObject>(&V);
  return Object &&
                 Modules.materializeMetadata(Modules.pieceOf(*V.getParent())) &&
                 Modules.materialize(V)
             ? Object
             : nullptr;
}

void Matcher::match(GlobalValue &V, GlobalValue &Other) {
  if (isMemoryBuiltin(V.getName()))
    return;
  // An alias stands for what it is an alias of.
  GlobalObject *A = prepare(V), *B = prepare(Other);
  if (!A || !B)
    return;
  if (std::optional<std::string> Problem = compare(*A, *B))
    report(*A, *B, *Problem);
}

void Matcher::report(GlobalObject &A, GlobalObject &B,
                     const std::string &Problem) {
  auto InputOf = [&](const GlobalObject &V) {
    return Modules.name(Modules.pieceOf(*V.getParent())).str();
  };
  auto Verb = [](const GlobalObject &V) {
    return V.isDeclaration() ? "declared" : "defined";
  };
  StringRef Name = A.getName();
  auto Place = [&](GlobalObject &V) {
    return Diagnostic(Severity::Note, Code::SYMBOL_MISMATCH,
                      Verb(V) + (" here, in " + InputOf(V)))
        .at(placeOf(V, Modules))
        .symbol(Name);
  };
  Diagnostic First = Place(A);
  bool IsSection = StringRef(Problem).starts_with("section");
  Diagnostics.report(
      error(Code::SYMBOL_MISMATCH,
            ("'" + Name + "', " + Verb(A) + " in " + InputOf(A) +
             ", does not match its " +
             (B.isDeclaration() ? "declaration" : "definition") + " in " +
             InputOf(B) + ": " + Problem)
                .str())
          .symbol(Name)
          .at(First.Where)
          .hint(IsSection ? "give both the same section, or the extern none"
                          : "declare it once, in a header that both include")
          .note(First)
          .note(Place(B)));
}

} // namespace

void matchSymbols(const SymbolTable &Table, const ReachResult &Reach,
                  LazyModules &Modules, DiagnosticSink &Diagnostics) {
  Matcher M(Modules, Diagnostics);
  // In input order: what nothing defines is compared with its first
  // declaration.
  std::vector<Reference> References = Reach.References;
  auto PieceOf = [&](const Reference &R) {
    return Modules.pieceOf(*R.Declaration->getParent());
  };
  stable_sort(References, [&](const Reference &A, const Reference &B) {
    return PieceOf(A) < PieceOf(B);
  });
  DenseMap<StringRef, GlobalValue *> Declared;
  for (const Reference &R : References) {
    if (R.Definition) {
      M.match(*R.Declaration, *R.Definition);
      continue;
    }
    auto [First, IsNew] =
        Declared.try_emplace(R.Declaration->getName(), R.Declaration);
    if (!IsNew)
      M.match(*R.Declaration, *First->second);
  }
  // A weak definition that another one beat, in a module that is open for
  // something else.
  for (const auto &[Name, Weaker] : Table.Weaker) {
    SymbolRef Winner = Table.find(Name)->Definition;
    if (!Modules.isOpen(Weaker.Piece) || !Modules.isOpen(Winner.Piece))
      continue;
    GlobalValue *Prevails = Modules.open(Winner.Piece)->getNamedValue(Name);
    GlobalValue *Loses = Modules.open(Weaker.Piece)->getNamedValue(Name);
    if (Prevails && Loses && Reach.Reached.contains(Prevails))
      M.match(*Loses, *Prevails);
  }
}

} // namespace bpflinker
