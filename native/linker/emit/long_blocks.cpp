#include "linker/emit/long_blocks.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Pass.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// What people write is shorter, and is selected as ever.
constexpr unsigned LongBlock = 4096, Piece = 1024;

bool isLong(const BasicBlock &Block) { return Block.size() > LongBlock; }

class LongBlockPass : public FunctionPass {
public:
  static char ID;
  LongBlockPass() : FunctionPass(ID) {}
  StringRef getPassName() const override { return "BPF long blocks"; }

  void getAnalysisUsage(AnalysisUsage &Usage) const override {
    // What instruction selection wants of it is made here only.
    Usage.addPreserved<StackProtector>();
  }

  bool runOnFunction(Function &F) override {
    bool Changed = false;
    for (BasicBlock &Block : F)
      if (isLong(Block) && cut(Block)) {
        Changed = true;
        ownOffsets(*Block.getSingleSuccessor());
      }
    return Changed;
  }

private:
  /// An offset is part of a load or store where it is computed in their block;
  /// otherwise it is added before, which the verifier permits on few pointers
  /// ("dereference of modified ctx ptr").
  static void ownOffsets(BasicBlock &Block) {
    DenseMap<GetElementPtrInst *, Instruction *> Own;
    for (Instruction &I : make_early_inc_range(Block))
      for (Use &Operand : I.operands()) {
        auto *Offset = dyn_cast<GetElementPtrInst>(Operand);
        if (!Offset || !Offset->hasAllConstantIndices() ||
            Offset->getParent() == &Block || isa<PHINode>(I))
          continue;
        Instruction *&Copy = Own[Offset];
        if (!Copy) {
          Copy = Offset->clone();
          Copy->insertBefore(Block.getFirstInsertionPt());
        }
        Operand.set(Copy);
      }
  }

  /// The loop over the blocks comes to what is cut off next.
  static bool cut(BasicBlock &Block) {
    Instruction *At = nullptr;
    for (auto [Place, I] : enumerate(Block))
      // An alloca elsewhere than in the first block is a dynamic one.
      if (isa<AllocaInst, PHINode>(I))
        At = nullptr;
      else if (!At && Place >= Piece)
        At = &I;
    if (!At || At->isTerminator())
      return false;
    Block.splitBasicBlock(At);
    return true;
  }
};

char LongBlockPass::ID = 0;

} // namespace

bool hasLongBlocks(const Module &M) {
  return any_of(M, [](const Function &F) { return any_of(F, isLong); });
}

FunctionPass *createLongBlockPass() { return new LongBlockPass(); }

} // namespace bpflinker
