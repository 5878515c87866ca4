// 4, then 16, then 64 iterations more: what the first ones make constant often
// shows that there are no others (walks with a variable step through a packet
// of known length, Rust's inclusive ranges). Where it does not, the copies
// would only make the program larger: the function comes back from a clone.

#include "linker/loops/peel.h"
#include "llvm_versions/peel_loop.h"

#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// In the loop's metadata, with its number: blocks do not survive.
constexpr const char *Mark = "bpf-linker.peeled";

/// The function as it was. Inside the module, so that calls stay what they are.
class Backup {
public:
  explicit Backup(Function &F) : F(F) {
    ValueToValueMapTy Map;
    Copy = CloneFunction(&F, Map);
    Copy->setLinkage(GlobalValue::InternalLinkage);
  }
  ~Backup() { Copy->eraseFromParent(); }

  void restore() {
    GlobalValue::LinkageTypes Linkage = F.getLinkage();
    F.deleteBody();
    F.setLinkage(Linkage);
    for (auto [Old, New] : zip_equal(Copy->args(), F.args()))
      Old.replaceAllUsesWith(&New);
    F.splice(F.end(), Copy);
    F.copyMetadata(Copy, 0);
  }

private:
  Function &F;
  Function *Copy;
};

bool isMarked(const Loop &L) {
  return getOptionalIntLoopAttribute(&L, Mark).has_value();
}

Loop *marked(LoopInfo &Loops, unsigned Serial) {
  for (Loop *L : Loops.getLoopsInPreorder())
    if (getOptionalIntLoopAttribute(L, Mark) == int(Serial))
      return L;
  return nullptr;
}

/// The next loop without an inner one that was tried in vain.
Loop *nextToPeel(LoopInfo &Loops) {
  for (Loop *L : Loops.getLoopsInPreorder())
    if (none_of(L->getLoopsInPreorder(),
                [](const Loop *Inner) { return isMarked(*Inner); }) &&
        L->isInnermost() && L->isLoopSimplifyForm() && L->isSafeToClone() &&
        canPeel(L))
      return L;
  return nullptr;
}

bool peel(LoopWork &Work, uint64_t Budget, unsigned Serial) {
  for (unsigned Count : {4, 16, 64}) {
    Loop *L = marked(Work.loops(), Serial);
    uint64_t More =
        SaturatingMultiply<uint64_t>(weigh(*L, Work.evolution()), Count);
    if (!L->isLoopSimplifyForm() ||
        Work.function().getInstructionCount() + More > Budget ||
        !peelFirst(*L, Count, Work.loops(), Work.evolution(),
                   Work.get<DominatorTreeAnalysis>(),
                   Work.get<AssumptionAnalysis>()))
      return false;
    Work.changed();
    Work.simplify();
    Work.simplifyHard();
    Work.canonicalize();
    if (!marked(Work.loops(), Serial))
      return true;
  }
  return false;
}

} // namespace

bool peelAway(LoopWork &Work, uint64_t Budget, unsigned &Serial) {
  while (Loop *L = nextToPeel(Work.loops())) {
    addStringMetadataToLoop(L, Mark, ++Serial);
    Backup Before(Work.function());
    if (peel(Work, Budget, Serial))
      return true;
    Before.restore();
    Work.changed();
  }
  return false;
}

} // namespace bpflinker
