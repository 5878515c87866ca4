// What an IRMover already knows of metadata.

#ifndef BPF_LINKER_LLVM_PRIVATE_SHARED_METADATA_H
#define BPF_LINKER_LLVM_PRIVATE_SHARED_METADATA_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/TrackingMDRef.h"

namespace llvm {
class IRMover;
}

namespace bpflinker {

/// Nodes of sources, and what stands for them in the destination. The mover
/// looks no further than a node that is in here.
using SharedMetadata =
    llvm::DenseMap<const llvm::Metadata *, llvm::TrackingMDRef>;

/// The mover's own map, to be told which nodes are one before anything moves.
///
/// A ValueMapper of our own over what is going to move does the same by public
/// means, but the mover then walks all of it again: 25 times as long a move,
/// and a seventh more CPU time for the whole of a link, for one program with
/// the kernel's types.
SharedMetadata &sharedMetadata(llvm::IRMover &Mover);

} // namespace bpflinker

#endif
