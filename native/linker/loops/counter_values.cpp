// A counter is a phi of the header that begins as a constant. What follows on a
// value is computed from the body: constants, selects and phis give several,
// arithmetic combines them, and comparisons of the new value that were passed
// on the way to the latch take some away. If no value comes again on any way,
// the graph of the values has no cycle, and nor have the copies.

#include "linker/loops/counter_values.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace bpflinker {

namespace {

constexpr unsigned MaxValues = 16, MaxTurns = 64;

using Values = SmallSetVector<ConstantInt *, 8>;

/// What a value of the loop's body may be in a turn whose counter is known.
class Turn {
public:
  Turn(const Loop &L, const PHINode &Counter, ConstantInt &Is)
      : L(L), Counter(Counter), Is(Is), Layout(L.getHeader()->getDataLayout()) {
  }

  /// Nothing: it is not known, or more than a few.
  std::optional<Values> of(Value *V) {
    if (V == &Counter)
      return only(Is);
    if (auto *C = dyn_cast<ConstantInt>(V))
      return only(*C);
    auto *I = dyn_cast<Instruction>(V);
    if (!I || !L.contains(I))
      return std::nullopt;
    if (auto *Select = dyn_cast<SelectInst>(I))
      return together({Select->getTrueValue(), Select->getFalseValue()});
    if (auto *Phi = dyn_cast<PHINode>(I))
      return Phi->getParent() == L.getHeader()
                 ? std::nullopt
                 : together(to_vector_of<Value *>(Phi->incoming_values()));
    if (isa<CastInst>(I) && I->getType()->isIntegerTy())
      return combine(of(I->getOperand(0)), only(Is),
                     [&](ConstantInt *A, ConstantInt *) {
                       return ConstantFoldCastOperand(I->getOpcode(), A,
                                                      I->getType(), Layout);
                     });
    if (isa<BinaryOperator>(I))
      return combine(of(I->getOperand(0)), of(I->getOperand(1)),
                     [&](ConstantInt *A, ConstantInt *B) {
                       return ConstantFoldBinaryOpOperands(I->getOpcode(), A, B,
                                                           Layout);
                     });
    return std::nullopt;
  }

private:
  static Values only(ConstantInt &C) {
    Values One;
    One.insert(&C);
    return One;
  }

  std::optional<Values> together(ArrayRef<Value *> Any) {
    Values All;
    for (Value *V : Any) {
      std::optional<Values> Some = of(V);
      if (!Some)
        return std::nullopt;
      All.insert_range(*Some);
    }
    return few(std::move(All));
  }

  static std::optional<Values>
  combine(const std::optional<Values> &A, const std::optional<Values> &B,
          function_ref<Constant *(ConstantInt *, ConstantInt *)> Fold) {
    if (!A || !B)
      return std::nullopt;
    Values All;
    for (ConstantInt *Left : *A)
      for (ConstantInt *Right : *B) {
        auto *Result = dyn_cast_or_null<ConstantInt>(Fold(Left, Right));
        if (!Result)
          return std::nullopt;
        All.insert(Result);
      }
    return few(std::move(All));
  }

  static std::optional<Values> few(Values All) {
    if (All.size() > MaxValues)
      return std::nullopt;
    return All;
  }

  const Loop &L;
  const PHINode &Counter;
  ConstantInt &Is;
  const DataLayout &Layout;
};

/// Whether the latch is reached when `Next`, which is computed in the loop, is
/// that value; true also where that is not known.
bool mayGoOn(const Loop &L, const Value &Next, ConstantInt &Is,
             const DominatorTree &Dominators) {
  const BasicBlock *Latch = L.getLoopLatch();
  for (const auto *Node = Dominators.getNode(Latch);
       Node && L.contains(Node->getBlock()); Node = Node->getIDom()) {
    auto *Branch = dyn_cast<BranchInst>(Node->getBlock()->getTerminator());
    if (!Branch || !Branch->isConditional())
      continue;
    auto *Compare = dyn_cast<ICmpInst>(Branch->getCondition());
    auto *With =
        Compare ? dyn_cast<ConstantInt>(Compare->getOperand(1)) : nullptr;
    if (!With || Compare->getOperand(0) != &Next)
      continue;
    bool Holds = ICmpInst::compare(Is.getValue(), With->getValue(),
                                   Compare->getPredicate());
    const BasicBlock *Taken = Branch->getSuccessor(Holds ? 0 : 1);
    const BasicBlock *Other = Branch->getSuccessor(Holds ? 1 : 0);
    if (Taken == Other)
      continue;
    // The latch itself may be what decides.
    if (Node->getBlock() == Latch
            ? Taken != L.getHeader()
            : Dominators.dominates(BasicBlockEdge(Node->getBlock(), Other),
                                   Latch))
      return false;
  }
  return true;
}

/// For each value of the counter those that may follow, from the first on.
using Graph = MapVector<ConstantInt *, Values>;

std::optional<Graph> valuesOf(const Loop &L, PHINode &Counter,
                              const DominatorTree &Dominators) {
  auto *First = dyn_cast<ConstantInt>(
      Counter.getIncomingValueForBlock(L.getLoopPreheader()));
  Value *Next = Counter.getIncomingValueForBlock(L.getLoopLatch());
  if (!First)
    return std::nullopt;
  Graph Following;
  SmallVector<ConstantInt *> Left{First};
  while (!Left.empty()) {
    ConstantInt *Is = Left.pop_back_val();
    if (Following.contains(Is))
      continue;
    std::optional<Values> After = Turn(L, Counter, *Is).of(Next);
    if (!After || Following.size() == MaxTurns)
      return std::nullopt;
    After->remove_if(
        [&](ConstantInt *V) { return !mayGoOn(L, *Next, *V, Dominators); });
    append_range(Left, *After);
    Following[Is] = std::move(*After);
  }
  return Following;
}

/// Takes away, again and again, what nothing is left to follow on.
bool hasCycle(Graph Following) {
  size_t Before = Following.size() + 1;
  while (!Following.empty() && Following.size() != Before) {
    Before = Following.size();
    Values Last;
    for (auto &[Is, After] : Following)
      if (After.empty())
        Last.insert(Is);
    Following.remove_if([](const auto &Each) { return Each.second.empty(); });
    for (auto &[Is, After] : Following)
      After.remove_if([&](ConstantInt *V) { return Last.contains(V); });
  }
  return !Following.empty();
}

/// The copies of a loop's body.
class Copies {
public:
  Copies(Loop &L, PHINode &Counter, const Graph &Following)
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
  void goOn(ConstantInt &Is, const Values &After) {
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
  const Graph &Following;
  BasicBlock &Header, &Latch;
  MapVector<ConstantInt *, std::unique_ptr<ValueToValueMapTy>> Maps;
};

bool split(LoopWork &Work, Loop &L, uint64_t Budget) {
  for (PHINode &Counter : L.getHeader()->phis()) {
    if (!Counter.getType()->isIntegerTy())
      continue;
    std::optional<Graph> Following =
        valuesOf(L, Counter, Work.get<DominatorTreeAnalysis>());
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
