// What LLVM says of nodes of its selection DAG. A release build names a node by
// its address on the heap, which differs from run to run and tells nobody
// anything.

#ifndef BPF_LINKER_LINKER_DIAGNOSE_DAG_MESSAGE_H
#define BPF_LINKER_LINKER_DIAGNOSE_DAG_MESSAGE_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace bpflinker {

/// Addresses become names in the order they appear:
/// "0x55f0: ch = brind 0x55a0" → "t1: ch = brind t2".
std::string withoutAddresses(llvm::StringRef Text);

/// "0x55f: i64 = GlobalAddress<ptr @f> 0, prog.c:21:10 too many arguments" →
/// "call of 'f': too many arguments". Other messages are returned as they are.
/// `Words` is what the message is known to end with; empty where it is not.
std::string withoutDagNode(llvm::StringRef Message, llvm::StringRef Words);

/// The operation of "Cannot select: 0x55f0: ch = brind …", here "brind"; empty
/// for any other message.
llvm::StringRef operationNotSelected(llvm::StringRef Message);

} // namespace bpflinker

#endif
