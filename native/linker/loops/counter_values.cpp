// If no value of the counter comes again on any way, the graph of the values
// (counter_graph.h) has no cycle, and nor have the copies.

#include "linker/loops/counter_values.h"

#include "linker/loops/counter_graph.h"

#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// The copies of a loop's body.
class Copies {
public:
  Copies(Loop &L, PHINode &Counter, const CounterGraph &Following)
      : L(L), Counter(Counter), Following(Following), Header(*L.getHeader()),
        Latch(*L.getLoopLatch()) {}

  void make() {
    for (const auto &[Is, After] : Following)
      copy(*Is);
    for (const auto &[Is, After] : Following)
      goOn(*Is, After);
    BasicBlock *Before = L.getLoopPreheader();
    enter(*Following.front().first, *Before,
          [&](PHINode &Phi) { return Phi.getIncomingValueForBlock(Before); });
    Before->getTerminator()->replaceSuccessorWith(
        &Header, &headerOf(*Following.front().first));
    leave();
    EliminateUnreachableBlocks(*Header.getParent());
  }

private:
  static Value *in(ValueToValueMapTy &Map, Value *V) {
    Value *Copy = Map.lookup(V);
    return Copy ? Copy : V;
  }

  BasicBlock &headerOf(ConstantInt &Is) {
    return *cast<BasicBlock>(Maps[&Is]->lookup(&Header));
  }

  void copy(ConstantInt &Is) {
    Maps[&Is] = std::make_unique<ValueToValueMapTy>();
    ValueToValueMapTy &Map = *Maps[&Is];
    SmallVector<BasicBlock *> Blocks;
    for (BasicBlock *Block : L.blocks()) {
      Blocks.push_back(
          CloneBasicBlock(Block, Map, ".turn", Header.getParent()));
      Map[Block] = Blocks.back();
    }
    // What does not alias within a turn may do so between turns.
    SmallVector<MDNode *> Scopes;
    identifyNoAliasScopesToClone(L.getBlocks(), Scopes);
    cloneAndAdaptNoAliasScopes(Scopes, Blocks, Header.getContext(), "turn");
    for (PHINode &Phi : Header.phis()) {
      auto *Copy = cast<PHINode>(Map[&Phi]);
      while (Copy->getNumIncomingValues())
        Copy->removeIncomingValue(0u, /*DeletePHIIfEmpty=*/false);
    }
    auto *Copy = cast<PHINode>(Map[&Counter]);
    Map[&Counter] = &Is;
    Copy->eraseFromParent();
    remapInstructionsInBlocks(Blocks, Map);
  }

  /// From the latch of a copy to the copies that may follow.
  void goOn(ConstantInt &Is, const CounterValues &After) {
    ValueToValueMapTy &Map = *Maps[&Is];
    auto *From = cast<BasicBlock>(Map[&Latch]);
    auto *Choice = BasicBlock::Create(Header.getContext(), "turn.next",
                                      Header.getParent());
    From->getTerminator()->replaceSuccessorWith(&headerOf(Is), Choice);
    if (After.empty()) {
      new UnreachableInst(Header.getContext(), Choice);
      return;
    }
    // The last needs no comparison: there is no other value.
    ArrayRef<ConstantInt *> Compared = After.getArrayRef().drop_back();
    auto *Switch =
        SwitchInst::Create(in(Map, Counter.getIncomingValueForBlock(&Latch)),
                           &headerOf(*After.back()), Compared.size(), Choice);
    Switch->setDebugLoc(From->getTerminator()->getDebugLoc());
    for (ConstantInt *Each : Compared)
      Switch->addCase(Each, &headerOf(*Each));
    for (ConstantInt *Each : After)
      enter(*Each, *Choice, [&](PHINode &Phi) {
        return in(Map, Phi.getIncomingValueForBlock(&Latch));
      });
  }

  void enter(ConstantInt &Is, BasicBlock &From,
             function_ref<Value *(PHINode &)> With) {
    for (PHINode &Phi : Header.phis())
      if (&Phi != &Counter)
        cast<PHINode>(Maps[&Is]->lookup(&Phi))->addIncoming(With(Phi), &From);
  }

  /// Every copy leaves where the loop did.
  void leave() {
    SmallVector<BasicBlock *> Exits;
    L.getUniqueExitBlocks(Exits);
    for (BasicBlock *Exit : Exits)
      for (PHINode &Phi : Exit->phis())
        for (unsigned I = 0, E = Phi.getNumIncomingValues(); I != E; ++I)
          if (L.contains(Phi.getIncomingBlock(I)))
            for (auto &[Is, Map] : Maps)
              Phi.addIncoming(
                  in(*Map, Phi.getIncomingValue(I)),
                  cast<BasicBlock>(Map->lookup(Phi.getIncomingBlock(I))));
  }

  Loop &L;
  PHINode &Counter;
  const CounterGraph &Following;
  BasicBlock &Header, &Latch;
  MapVector<ConstantInt *, std::unique_ptr<ValueToValueMapTy>> Maps;
};

bool split(LoopWork &Work, Loop &L, uint64_t Budget) {
  for (PHINode &Counter : L.getHeader()->phis()) {
    if (!Counter.getType()->isIntegerTy())
      continue;
    std::optional<CounterGraph> Following =
        followingValues(L, Counter, Work.get<DominatorTreeAnalysis>());
    if (!Following || hasCycle(*Following) ||
        Work.function().getInstructionCount() +
                Following->size() * weigh(L, Work.evolution()) >
            Budget)
      continue;
    Copies(L, Counter, *Following).make();
    return true;
  }
  return false;
}

} // namespace

bool splitByCounter(LoopWork &Work, uint64_t Budget) {
  for (Loop *L : Work.loops().getLoopsInPreorder())
    if (L->isInnermost() && L->isLoopSimplifyForm() && L->isSafeToClone() &&
        L->isLCSSAForm(Work.get<DominatorTreeAnalysis>()) &&
        split(Work, *L, Budget))
      return true;
  return false;
}

} // namespace bpflinker
