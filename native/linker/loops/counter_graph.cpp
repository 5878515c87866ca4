#include "linker/loops/counter_graph.h"

#include "llvm_versions/branch.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace bpflinker {

namespace {

constexpr unsigned MaxValues = 16, MaxTurns = 64;

/// What a value of the loop's body may be in a turn whose counter is known.
class Turn {
public:
  Turn(const Loop &L, const PHINode &Counter, ConstantInt &Is)
      : L(L), Counter(Counter), Is(Is), Layout(L.getHeader()->getDataLayout()) {
  }

  /// Nothing: it is not known, or more than a few.
  std::optional<CounterValues> of(Value *V) {
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
  static CounterValues only(ConstantInt &C) {
    CounterValues One;
    One.insert(&C);
    return One;
  }

  std::optional<CounterValues> together(ArrayRef<Value *> Any) {
    CounterValues All;
    for (Value *V : Any) {
      std::optional<CounterValues> Some = of(V);
      if (!Some)
        return std::nullopt;
      All.insert_range(*Some);
    }
    return few(std::move(All));
  }

  static std::optional<CounterValues>
  combine(const std::optional<CounterValues> &A,
          const std::optional<CounterValues> &B,
          function_ref<Constant *(ConstantInt *, ConstantInt *)> Fold) {
    if (!A || !B)
      return std::nullopt;
    CounterValues All;
    for (ConstantInt *Left : *A)
      for (ConstantInt *Right : *B) {
        auto *Result = dyn_cast_or_null<ConstantInt>(Fold(Left, Right));
        if (!Result)
          return std::nullopt;
        All.insert(Result);
      }
    return few(std::move(All));
  }

  static std::optional<CounterValues> few(CounterValues All) {
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
    auto *Branch = conditionalBranch(*Node->getBlock());
    if (!Branch)
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

} // namespace

std::optional<CounterGraph> followingValues(const Loop &L, PHINode &Counter,
                                            const DominatorTree &Dominators) {
  auto *First = dyn_cast<ConstantInt>(
      Counter.getIncomingValueForBlock(L.getLoopPreheader()));
  Value *Next = Counter.getIncomingValueForBlock(L.getLoopLatch());
  if (!First)
    return std::nullopt;
  CounterGraph Following;
  SmallVector<ConstantInt *> Left{First};
  while (!Left.empty()) {
    ConstantInt *Is = Left.pop_back_val();
    if (Following.contains(Is))
      continue;
    std::optional<CounterValues> After = Turn(L, Counter, *Is).of(Next);
    if (!After || Following.size() == MaxTurns)
      return std::nullopt;
    After->remove_if(
        [&](ConstantInt *V) { return !mayGoOn(L, *Next, *V, Dominators); });
    append_range(Left, *After);
    Following[Is] = std::move(*After);
  }
  return Following;
}

bool hasCycle(CounterGraph Following) {
  // What nothing is left to follow on is taken away, again and again.
  size_t Before = Following.size() + 1;
  while (!Following.empty() && Following.size() != Before) {
    Before = Following.size();
    CounterValues Last;
    for (auto &[Is, After] : Following)
      if (After.empty())
        Last.insert(Is);
    Following.remove_if([](const auto &Each) { return Each.second.empty(); });
    for (auto &[Is, After] : Following)
      After.remove_if([&](ConstantInt *V) { return Last.contains(V); });
  }
  return !Following.empty();
}

} // namespace bpflinker
