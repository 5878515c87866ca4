#include "linker/promises/unwritten.h"

#include "linker/ir/helper_call.h"
#include "linker/promises/global_data.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// An argument that points to memory which a helper reads and never writes.
struct ReadArgument {
  /// enum bpf_func_id.
  unsigned Helper;
  /// From 0.
  unsigned Argument;
};

/// ARG_PTR_TO_MAP_KEY, ARG_PTR_TO_MAP_VALUE and ARG_PTR_TO_MEM | MEM_RDONLY in
/// the prototypes of Linux 7.3: kernel/bpf/helpers.c, ringbuf.c, task_iter.c,
/// kernel/trace/bpf_trace.c, net/core/filter.c.
constexpr ReadArgument ReadArguments[] = {
    {1, 1},             // map_lookup_elem: key
    {2, 1},   {2, 2},   // map_update_elem: key, value
    {3, 1},             // map_delete_elem: key
    {6, 0},             // trace_printk: format
    {9, 2},             // skb_store_bytes: from
    {21, 1},            // skb_set_tunnel_key: key
    {25, 3},            // perf_event_output: data
    {28, 0},  {28, 2},  // csum_diff: from, to
    {30, 1},            // skb_set_tunnel_opt: opt
    {36, 1},            // probe_write_user: src
    {49, 3},            // setsockopt: optval
    {73, 2},            // lwt_push_encap: hdr
    {74, 2},            // lwt_seg6_store_bytes: from
    {87, 1},            // map_push_elem: value
    {126, 1},           // seq_printf: format
    {127, 1},           // seq_write: data
    {130, 1},           // ringbuf_output: data
    {177, 0},           // trace_vprintk: format
    {182, 0}, {182, 2}, // strncmp: s1, s2
    {190, 2},           // xdp_store_bytes: buf
    {195, 1},           // map_lookup_percpu_elem: key
};

bool onlyReads(const CallBase &Call, const Use &U) {
  if (!Call.isArgOperand(&U))
    return false;
  if (const auto *Memory = dyn_cast<MemTransferInst>(&Call))
    return &U == &Memory->getRawSourceUse();
  std::optional<uint64_t> Helper = helperOf(Call);
  return Helper && any_of(ReadArguments, [&](const ReadArgument &Read) {
           return Read.Helper == *Helper &&
                  Read.Argument == Call.getArgOperandNo(&U);
         });
}

/// Whether all that is done with an address is reading from it.
bool isOnlyRead(const GlobalVariable &G) {
  SmallPtrSet<const Value *, 16> Seen;
  SmallVector<const Value *> Worklist{&G};
  while (!Worklist.empty())
    for (const Use &U : Worklist.pop_back_val()->uses()) {
      const User *By = U.getUser();
      if (isa<GEPOperator, BitCastOperator>(By)) {
        if (Seen.insert(By).second)
          Worklist.push_back(By);
      } else if (const auto *Load = dyn_cast<LoadInst>(By)) {
        if (Load->isVolatile())
          return false;
      } else if (const auto *Call = dyn_cast<CallBase>(By)) {
        if (!onlyReads(*Call, U))
          return false;
      } else {
        return false;
      }
    }
  return true;
}

} // namespace

void makeUnwrittenConstant(Module &M) {
  for (GlobalVariable &G : M.globals())
    if (G.hasLocalLinkage() && !G.isConstant() && isGlobalData(G) &&
        !G.hasSection() && G.hasDefinitiveInitializer() && isOnlyRead(G))
      G.setConstant(true);
}

void dropUnusedData(Module &M, const LinkOptions &Options) {
  SmallPtrSet<const Constant *, 8> Unused;
  for (GlobalVariable &G : M.globals()) {
    G.removeDeadConstantUsers();
    bool IsUsed = any_of(G.users(), [](const User *U) {
      // The lists of what is to be kept.
      return !isa<Constant>(U) || none_of(U->users(), [](const User *List) {
        const auto *Variable = dyn_cast<GlobalVariable>(List);
        return Variable && Variable->getName().starts_with("llvm.");
      });
    });
    if (isGlobalData(G) && !G.isDeclaration() && !IsUsed &&
        (G.isConstant() || !Options.GlobalData))
      Unused.insert(&G);
  }
  removeFromUsedLists(M, [&](Constant *C) {
    return Unused.contains(cast<Constant>(C->stripPointerCasts()));
  });
  for (GlobalVariable &G : make_early_inc_range(M.globals())) {
    if (!Unused.contains(&G))
      continue;
    G.removeDeadConstantUsers();
    if (G.use_empty())
      G.eraseFromParent();
  }
}

} // namespace bpflinker
