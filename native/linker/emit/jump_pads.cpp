// In rounds, until every jump reaches: each that does not goes to the pad of
// its target that is furthest on the way and within reach, which is made where
// there is none. Pads move code, by less than the margin that is left; what
// they push out of reach nevertheless is the next round's.
//
// A pad stands between two blocks, where possible behind one that does not fall
// through to the next, since otherwise that needs a jump over the pad. Every
// hop comes nearer to the target, so that pads make no cycles.

#include "linker/emit/jump_pads.h"

#include "linker/emit/layout.h"

#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// How far jumps go in a function that needs pads: half of what they could, for
/// what the verifier puts between (inlined helpers, reads of the context: "insn
/// N cannot be patched due to 16-bit range").
constexpr int64_t MaxPaddedJump = MaxJump / 2;
/// How far a jump goes to a pad. The rest is for the pads of the same round.
constexpr int64_t Reach = MaxPaddedJump - 2048;
/// Longer blocks are cut, so that there is a place for pads every so often.
constexpr int64_t MaxBlock = 2048;
/// Far more than the few that it takes.
constexpr unsigned MaxRounds = 100;

class JumpPads {
public:
  explicit JumpPads(MachineFunction &MF)
      : MF(MF), Info(*MF.getSubtarget().getInstrInfo()) {}

  bool run() {
    // What LLVM can write stays as it is.
    if (CodeLayout(MF).Size <= MaxJump || !hasJumpOver(MaxJump))
      return false;
    cutLongBlocks();
    unsigned Rounds = 0;
    while (Rounds != MaxRounds && mendAll())
      ++Rounds;
    return true;
  }

private:
  /// Somewhere that a pad may be put or is: before that block.
  struct Place {
    int64_t At;
    MachineBasicBlock *Block;
  };

  void cutLongBlocks() {
    for (MachineBasicBlock &Block : MF) {
      int64_t Size = 0;
      for (MachineInstr &I : Block) {
        Size += slotsOf(I);
        if (Size < MaxBlock || I.isTerminator() || &I == &Block.back())
          continue;
        Block.splitAt(I, /*UpdateLiveIns=*/false);
        break; // what was cut off is the next block
      }
    }
  }

  struct Jump {
    MachineInstr *Instruction;
    MachineOperand *Target;
    int64_t After;
    int64_t Distance;
  };

  SmallVector<Jump> jumps() {
    SmallVector<Jump> Found;
    CodeLayout Layout(MF);
    for (MachineBasicBlock &Block : MF) {
      int64_t After = Layout.Starts[&Block];
      for (MachineInstr &I : Block) {
        After += slotsOf(I);
        if (!isShortJump(I) || I.isInlineAsm())
          continue;
        for (MachineOperand &Operand : I.operands())
          if (Operand.isMBB())
            Found.push_back(
                {&I, &Operand, After, Layout.Starts[Operand.getMBB()] - After});
      }
    }
    Starts = std::move(Layout.Starts);
    return Found;
  }

  bool hasJumpOver(int64_t Distance) {
    return any_of(jumps(), [&](const Jump &J) {
      return std::abs(J.Distance) > Distance;
    });
  }

  /// Whether there was a jump that went too far, and it was mended.
  bool mendAll() {
    SmallVector<Jump> All = jumps();
    Places.clear();
    PadsOf.clear();
    for (MachineBasicBlock &Block : MF) {
      Places.push_back({Starts[&Block], &Block});
      if (MachineBasicBlock *Target = Final.lookup(&Block))
        PadsOf[Target].push_back(Places.back());
    }
    bool Mended = false;
    for (const Jump &J : All)
      if (std::abs(J.Distance) > MaxPaddedJump)
        Mended |= mend(*J.Instruction, *J.Target, J.After);
    return Mended;
  }

  bool mend(MachineInstr &Jump, MachineOperand &Operand, int64_t From) {
    MachineBasicBlock *Old = Operand.getMBB();
    MachineBasicBlock *Target = Old;
    if (MachineBasicBlock *Known = Final.lookup(Old))
      Target = Known;
    MachineBasicBlock *Pad = findPad(*Target, From);
    if (!Pad)
      Pad = makePad(*Target, From, Jump.getDebugLoc());
    if (!Pad)
      return false;
    Operand.setMBB(Pad);
    MachineBasicBlock &Block = *Jump.getParent();
    if (!Block.isSuccessor(Pad))
      Block.addSuccessorWithoutProb(Pad);
    if (!goesTo(Block, *Old))
      Block.removeSuccessor(Old);
    return true;
  }

  static bool goesTo(MachineBasicBlock &Block, const MachineBasicBlock &To) {
    for (const MachineInstr &I : Block.terminators())
      for (const MachineOperand &Operand : I.operands())
        if (Operand.isMBB() && Operand.getMBB() == &To)
          return true;
    return Block.isLayoutSuccessor(&To) && fallsThrough(Block);
  }

  static bool fallsThrough(const MachineBasicBlock &Block) {
    for (const MachineInstr &I : reverse(Block))
      if (!I.isMetaInstruction())
        return !I.isBarrier();
    return true;
  }

  /// The one nearest to the target among those on the way and within reach.
  MachineBasicBlock *findPad(MachineBasicBlock &Target, int64_t From) {
    int64_t To = Starts[&Target];
    const Place *Best = nullptr;
    for (const Place &P : PadsOf[&Target])
      if (isOnTheWay(P.At, From, To) &&
          (!Best || std::abs(To - P.At) < std::abs(To - Best->At)))
        Best = &P;
    return Best ? Best->Block : nullptr;
  }

  static bool isOnTheWay(int64_t At, int64_t From, int64_t To) {
    // Half the way at least, or there would be pads without end.
    int64_t Far = To > From ? At - From : From - At;
    return Far <= Reach && Far >= Reach / 2;
  }

  MachineBasicBlock *makePad(MachineBasicBlock &Target, int64_t From,
                             const DebugLoc &Where) {
    const Place *P = choosePlace(From, Starts[&Target]);
    if (!P)
      return nullptr;
    MachineBasicBlock &Before = *P->Block->getPrevNode();
    if (fallsThrough(Before))
      Info.insertUnconditionalBranch(Before, P->Block,
                                     Before.findBranchDebugLoc());
    MachineBasicBlock *Pad = MF.CreateMachineBasicBlock();
    MF.insert(P->Block->getIterator(), Pad);
    Info.insertUnconditionalBranch(*Pad, &Target, Where);
    Pad->addSuccessorWithoutProb(&Target);
    Final[Pad] = &Target;
    Starts[Pad] = P->At;
    PadsOf[&Target].push_back({P->At, Pad});
    return Pad;
  }

  /// The furthest on the way; further ones that need a jump over the pad only
  /// where there is no other.
  const Place *choosePlace(int64_t From, int64_t To) {
    int64_t Low = To > From ? From + Reach / 2 : From - Reach;
    int64_t High = To > From ? From + Reach : From - Reach / 2;
    auto First =
        partition_point(Places, [&](const Place &P) { return P.At < Low; });
    auto Last =
        partition_point(Places, [&](const Place &P) { return P.At <= High; });
    const Place *Best = nullptr;
    bool BestIsFree = false;
    auto Consider = [&](const Place &P) {
      if (P.Block == &MF.front())
        return;
      bool IsFree = !fallsThrough(*P.Block->getPrevNode());
      if (!Best || (IsFree && !BestIsFree)) {
        Best = &P;
        BestIsFree = IsFree;
      }
    };
    if (To > From)
      for (const Place &P : reverse(make_range(First, Last)))
        Consider(P);
    else
      for (const Place &P : make_range(First, Last))
        Consider(P);
    return Best;
  }

  MachineFunction &MF;
  const TargetInstrInfo &Info;
  /// Where the jumps of a pad end, directly or through others.
  DenseMap<const MachineBasicBlock *, MachineBasicBlock *> Final;

  // The state of one round. Places are as they were before it.
  DenseMap<const MachineBasicBlock *, int64_t> Starts;
  std::vector<Place> Places;
  DenseMap<const MachineBasicBlock *, SmallVector<Place, 4>> PadsOf;
};

class JumpPadPass : public MachineFunctionPass {
public:
  static char ID;
  JumpPadPass() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override { return "BPF jump pads"; }
  bool runOnMachineFunction(MachineFunction &MF) override {
    return JumpPads(MF).run();
  }
};

char JumpPadPass::ID = 0;

} // namespace

FunctionPass *createJumpPadPass() { return new JumpPadPass(); }

} // namespace bpflinker
