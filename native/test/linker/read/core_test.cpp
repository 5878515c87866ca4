// Inputs as clang makes them: CO-RE accesses of several files that look alike,
// bitcode from before optimisation, -O0, each in the ways it can be packed.

#include "test/linker/clang.h"
#include "test/linker/whole_modules.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace bpflinker;
using namespace bpflinker::test;

// Two views of one kernel struct: same name, same offset, another field.
static const char *First = R"(
struct task_struct { int pad; int pid; } __attribute__((preserve_access_index));
int second(struct task_struct *t);
__attribute__((section("kprobe/a"), used))
int first(struct task_struct *t) { return t->pid + second(t); }
)";
static const char *Second = R"(
struct task_struct { int pad; int tgid; } __attribute__((preserve_access_index));
__attribute__((noinline))
int second(struct task_struct *t) { return t->tgid + __builtin_btf_type_id(*t, 0); }
)";

/// The field that the CO-RE access of a function stands for, by the type that
/// its global carries: "pid"; and that the name still has what the back end
/// reads.
static std::string accessedField(const Merge &M, llvm::StringRef Name) {
  auto *F = llvm::dyn_cast_or_null<llvm::Function>(M.find(Name));
  if (!F)
    return "no function";
  for (llvm::Instruction &I : llvm::instructions(F)) {
    auto *Load = llvm::dyn_cast<llvm::LoadInst>(&I);
    auto *V =
        Load ? llvm::dyn_cast<llvm::GlobalVariable>(Load->getPointerOperand())
             : nullptr;
    if (!V || !V->hasAttribute("btf_ama"))
      continue;
    if (V->getParent() != M.Result.M.get())
      return "a global of another module";
    if (!V->getName().ends_with(".task_struct:0:4$0:1"))
      return V->getName().str();
    auto *Type = llvm::dyn_cast_or_null<llvm::DICompositeType>(
        V->getMetadata(llvm::LLVMContext::MD_preserve_access_index));
    return Type ? llvm::cast<llvm::DIDerivedType>(Type->getElements()[1])
                      ->getName()
                      .str()
                : "no type";
  }
  return "no access";
}

static unsigned typeIdGlobals(const Merge &M) {
  unsigned Count = 0;
  for (const llvm::GlobalVariable &V : M.Result.M->globals())
    Count += V.hasAttribute("btf_type_id");
  return Count;
}

static void eachModuleKeepsItsOwnFields() {
  struct {
    const char *What;
    std::vector<llvm::StringRef> Flags;
  } Ways[] = {
      {"bitcode", {"-O2", "-emit-llvm"}},
      {"bitcode from before optimisation",
       {"-O2", "-emit-llvm", "-Xclang", "-disable-llvm-passes"}},
      {"-O0", {"-O0", "-emit-llvm"}},
      {"embedded bitcode", {"-O2", "-fembed-bitcode"}},
      {"embedded before optimisation",
       {"-O2", "-Xclang", "-fembed-bitcode=all"}},
      {"fat object", {"-O2", "-flto", "-ffat-lto-objects"}},
      {"thin fat object", {"-O2", "-flto=thin", "-ffat-lto-objects"}},
  };
  for (const auto &Way : Ways)
    for (bool Exhaustive : {false, true}) {
      Merge M(inputs(compile("first", First, Way.Flags),
                     compile("second", Second, Way.Flags)),
              automatic(), Exhaustive ? exhaustiveSteps() : LinkSteps());
      std::string Found = accessedField(M, "first") + " " +
                          accessedField(M, "second") + " " + M.report();
      if (Found != "pid tgid ") {
        fail(__FILE__, __LINE__, Way.What);
        llvm::errs() << "  found: " << Found << "\n";
      }
      CHECK_EQ(M.exports(), "first second");
      if (M.Result.M)
        CHECK_EQ(typeIdGlobals(M), 1u);
    }
}

/// A second job in the process finds nothing of the first (BPF's passes keep
/// their globals in static maps).
static void linksInOneProcessAreAlike() {
  auto Once = [] {
    std::vector<llvm::StringRef> Raw = {"-O2", "-emit-llvm", "-Xclang",
                                        "-disable-llvm-passes"};
    Merge M(
        inputs(compile("first", First, Raw), compile("second", Second, Raw)),
        automatic());
    std::string Names;
    if (M.Result.M)
      for (const llvm::GlobalVariable &V : M.Result.M->globals())
        Names += V.getName().str() + "\n";
    return Names;
  };
  std::string Names = Once();
  CHECK(!Names.empty());
  CHECK_EQ(Once(), Names);
}

static void unoptimisedInputsAreOptimised() {
  Merge M(inputs(compile("o0", First, {"-O0", "-emit-llvm"}),
                 compile("o0b", Second, {"-O0", "-emit-llvm"})),
          automatic());
  auto *F = llvm::cast<llvm::Function>(M.find("first"));
  CHECK(!F->hasFnAttribute(llvm::Attribute::OptimizeNone));
  CHECK(!F->hasFnAttribute(llvm::Attribute::NoInline));
  // A single function that its author marked stays as it is.
  Merge Marked(
      inputs(compile("o2",
                     "__attribute__((optnone)) int f(void) { return 1; }\n"
                     "int g(void) { return f(); }",
                     {"-O2", "-emit-llvm"})),
      automatic());
  CHECK(llvm::cast<llvm::Function>(Marked.find("f"))
            ->hasFnAttribute(llvm::Attribute::OptimizeNone));
}

static void hostModulesAreMadeForBpf() {
  Merge M(inputs(compile("host", "int f(long a) { return a * 3; }",
                         {"-target", "x86_64-linux-gnu", "-O2", "-emit-llvm"})),
          automatic());
  CHECK_EQ(M.report(), "");
  CHECK_EQ(M.Result.M->getTargetTriple().str(), "bpf");
}

int main() {
  eachModuleKeepsItsOwnFields();
  linksInOneProcessAreAlike();
  unoptimisedInputsAreOptimised();
  hostModulesAreMadeForBpf();
  return result();
}
