#include "job/json_reader.h"

#include "support/nearest.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bpflinker {
namespace {

/// The value as JSON, cut to a length that fits a message.
std::string excerpt(const json::Value &Value) {
  std::string Text;
  raw_string_ostream(Text) << Value;
  constexpr size_t Longest = 60;
  if (Text.size() > Longest)
    Text = json::fixUTF8(StringRef(Text).take_front(Longest)) + "…";
  return Text;
}

} // namespace

std::string JsonReader::pathOf(StringRef Key) const {
  if (Path.empty())
    return Key.empty() ? "the request" : Key.str();
  return Key.empty() ? Path : (Path + "." + Key).str();
}

void JsonReader::refuse(StringRef Key, const Twine &Why) {
  Diagnostics.report(
      error(Code::JOB_INVALID, (pathOf(Key) + ": " + Why).str()));
}

bool JsonReader::mismatch(StringRef Key, StringRef Expected,
                          const json::Value &Found) {
  refuse(Key, "expected " + Expected + ", found " + excerpt(Found));
  return false;
}

const json::Value *JsonReader::find(StringRef Key) {
  Known.push_back(Key);
  return Object.get(Key);
}

bool JsonReader::string(StringRef Key, std::string &Out) {
  const json::Value *Value = find(Key);
  if (!Value)
    return false;
  std::optional<StringRef> Text = Value->getAsString();
  // A file name or an option with a NUL inside would silently end there.
  if (!Text || Text->contains('\0'))
    return mismatch(Key, "a string", *Value);
  Out = Text->str();
  return true;
}

bool JsonReader::boolean(StringRef Key, bool &Out) {
  const json::Value *Value = find(Key);
  if (!Value)
    return false;
  std::optional<bool> Flag = Value->getAsBoolean();
  if (!Flag)
    return mismatch(Key, "true or false", *Value);
  Out = *Flag;
  return true;
}

bool JsonReader::number(StringRef Key, uint64_t &Out) {
  const json::Value *Value = find(Key);
  if (!Value)
    return false;
  std::optional<int64_t> Number = Value->getAsInteger();
  if (!Number || *Number < 0)
    return mismatch(Key, "a whole number, not negative", *Value);
  Out = uint64_t(*Number);
  return true;
}

bool JsonReader::strings(StringRef Key, std::vector<std::string> &Out) {
  const json::Value *Value = find(Key);
  if (!Value)
    return false;
  const json::Array *List = Value->getAsArray();
  if (!List)
    return mismatch(Key, "a list of strings", *Value);
  std::vector<std::string> Strings;
  for (const json::Value &Element : *List) {
    std::optional<StringRef> Text = Element.getAsString();
    if (!Text || Text->contains('\0'))
      return mismatch((Key + "[" + Twine(Strings.size()) + "]").str(),
                      "a string", Element);
    Strings.push_back(Text->str());
  }
  Out = std::move(Strings);
  return true;
}

bool JsonReader::object(StringRef Key, function_ref<void(JsonReader &)> Read) {
  const json::Value *Value = find(Key);
  if (!Value)
    return false;
  const json::Object *Inner = Value->getAsObject();
  if (!Inner)
    return mismatch(Key, "an object", *Value);
  JsonReader Reader(*Inner, pathOf(Key), Diagnostics);
  Read(Reader);
  Reader.finish();
  return true;
}

bool JsonReader::objects(StringRef Key, function_ref<void(JsonReader &)> Read) {
  const json::Value *Value = find(Key);
  if (!Value)
    return false;
  const json::Array *List = Value->getAsArray();
  if (!List)
    return mismatch(Key, "a list of objects", *Value);
  for (auto [Index, Element] : llvm::enumerate(*List)) {
    std::string Name = (Key + "[" + Twine(Index) + "]").str();
    const json::Object *Inner = Element.getAsObject();
    if (!Inner)
      return mismatch(Name, "an object", Element);
    JsonReader Reader(*Inner, pathOf(Name), Diagnostics);
    Read(Reader);
    Reader.finish();
  }
  return true;
}

void JsonReader::finish() {
  // Sorted, because json::Object keeps no order.
  SmallVector<StringRef> Unknown;
  for (const auto &Entry : Object)
    if (StringRef Key = Entry.first; !is_contained(Known, Key))
      Unknown.push_back(Key);
  llvm::sort(Unknown);
  for (StringRef Key : Unknown) {
    NearestName Nearest(Key);
    for (StringRef Candidate : Known)
      Nearest.offer(Candidate);
    if (Nearest.get().empty())
      refuse(Key, "there is no such key");
    else
      refuse(Key,
             "there is no such key; did you mean '" + Nearest.get() + "'?");
  }
}

} // namespace bpflinker
