// The cases that src/config/shell_words.ts is held to as well.

#include "support/shell_words.h"

#include "test/check.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace bpflinker;
using namespace llvm;

int main() {
  auto File = MemoryBuffer::getFile(BPF_LINKER_TEST_SHELL_WORDS_CASES);
  CHECK(File);
  auto Cases = json::parse(File ? (*File)->getBuffer() : "[]");
  if (!Cases) {
    errs() << toString(Cases.takeError()) << "\n";
    return 1;
  }
  CHECK(Cases->getAsArray() && Cases->getAsArray()->size() > 30);
  for (const json::Value &Case : *Cases->getAsArray()) {
    const json::Object &C = *Case.getAsObject();
    std::vector<std::string> Words;
    std::string Mistake;
    bool Good = shellWords(*C.getString("text"), Words, Mistake);
    CHECK_EQ(Mistake, C.getString("mistake").value_or(""));
    const json::Array *Expected = C.getArray("words");
    CHECK_EQ(Good, Expected != nullptr);
    if (Good)
      CHECK(json::Array(Words) == *Expected);
  }
  return test::result();
}
