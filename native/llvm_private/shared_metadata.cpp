// Explicit instantiation may name private members ([temp.spec]/6). The member
// is declared in llvm/Linker/IRMover.h; one that is renamed or changes its type
// does not compile, one that changes its meaning fails the probe.

#include "llvm_private/shared_metadata.h"

#include "llvm/Linker/IRMover.h"

using namespace llvm;

namespace bpflinker {

static SharedMetadata &memberOf(IRMover &);
template <auto Map> struct MetadataOfMover {
  friend SharedMetadata &memberOf(IRMover &Mover) { return Mover.*Map; }
};
template struct MetadataOfMover<&IRMover::SharedMDs>;

SharedMetadata &sharedMetadata(IRMover &Mover) { return memberOf(Mover); }

} // namespace bpflinker
