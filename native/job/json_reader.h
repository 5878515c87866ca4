// Reads the keys of a JSON object into typed fields, and complains about every
// key that has the wrong type or that nobody asked for.

#ifndef BPF_LINKER_JOB_JSON_READER_H
#define BPF_LINKER_JOB_JSON_READER_H

#include "support/diagnostic.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/JSON.h"

#include <string>
#include <vector>

namespace bpflinker {

/// One object of a request. A field whose key is absent keeps its value. Call
/// finish() last: what was not asked for by then is unknown.
class JsonReader {
public:
  /// \p Path is where the object stands, "link.exports"; empty for the root.
  JsonReader(const llvm::json::Object &Object, std::string Path,
             DiagnosticSink &Diagnostics)
      : Object(Object), Path(std::move(Path)), Diagnostics(Diagnostics) {}

  bool has(llvm::StringRef Key) const { return Object.get(Key) != nullptr; }

  bool string(llvm::StringRef Key, std::string &Out);
  bool boolean(llvm::StringRef Key, bool &Out);
  /// A whole number that is not negative.
  bool number(llvm::StringRef Key, uint64_t &Out);
  bool strings(llvm::StringRef Key, std::vector<std::string> &Out);
  bool object(llvm::StringRef Key, llvm::function_ref<void(JsonReader &)> Read);
  /// Each element must be an object; its path is "inputs[3]".
  bool objects(llvm::StringRef Key,
               llvm::function_ref<void(JsonReader &)> Read);

  /// Reports that `Key` (or the object itself, when empty) is wrong.
  void refuse(llvm::StringRef Key, const llvm::Twine &Why);
  void finish();

private:
  const llvm::json::Value *find(llvm::StringRef Key);
  bool mismatch(llvm::StringRef Key, llvm::StringRef Expected,
                const llvm::json::Value &Found);
  std::string pathOf(llvm::StringRef Key) const;

  const llvm::json::Object &Object;
  std::string Path;
  DiagnosticSink &Diagnostics;
  llvm::SmallVector<llvm::StringRef, 24> Known;
};

} // namespace bpflinker

#endif
