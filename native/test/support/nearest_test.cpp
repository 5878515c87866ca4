// The cases that src/nearest.ts is held to as well.

#include "support/nearest.h"

#include "test/check.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace bpflinker;
using namespace llvm;

int main() {
  auto File = MemoryBuffer::getFile(BPF_LINKER_TEST_NEAREST_CASES);
  CHECK(File);
  auto Cases = json::parse(File ? (*File)->getBuffer() : "[]");
  if (!Cases) {
    errs() << toString(Cases.takeError()) << "\n";
    return 1;
  }
  CHECK(Cases->getAsArray() && Cases->getAsArray()->size() > 10);
  for (const json::Value &Case : *Cases->getAsArray()) {
    const json::Object &C = *Case.getAsObject();
    NearestName Nearest(*C.getString("typed"));
    for (const json::Value &Known : *C.getArray("known"))
      Nearest.offer(*Known.getAsString());
    CHECK_EQ(Nearest.get(), C.getString("nearest").value_or(""));
  }
  return test::result();
}
