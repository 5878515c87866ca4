// Reads all parts of an object, then writes them. Each part has a file of its
// own; the order here is their order of need: types before what is typed,
// externs before the calls of them.

#include "inspect/inspect.h"

#include "inspect/disassembly.h"
#include "inspect/language.h"
#include "inspect/parts.h"
#include "support/damage.h"

namespace bpflinker {

using namespace llvm;

namespace {

Error readTypes(ObjectParts &Parts) {
  const ElfObject &Object = Parts.Object;
  Parts.Ext.Sections.resize(Object.Sections.size());
  const ElfSection *Section = Object.find(".BTF");
  if (!Section)
    return Error::success();
  auto Bytes = Object.relocated(*Section);
  if (!Bytes)
    return Bytes.takeError();
  Parts.TypesSize = Bytes->size();
  auto Types = readBtf(std::move(*Bytes), Object.Endian);
  if (!Types)
    return Types.takeError();
  Parts.Types = std::move(*Types);

  const ElfSection *ExtSection = Object.find(".BTF.ext");
  if (!ExtSection)
    return Error::success();
  auto ExtBytes = Object.relocated(*ExtSection);
  if (!ExtBytes)
    return ExtBytes.takeError();
  Parts.ExtSize = ExtBytes->size();
  auto Ext = readBtfExt(*ExtBytes, Object, *Parts.Types);
  if (!Ext)
    return Ext.takeError();
  Parts.Ext = std::move(*Ext);
  return Error::success();
}

Error readParts(StringRef Bytes, ObjectParts &Parts) {
  auto Object = readElf(Bytes);
  if (!Object)
    return Object.takeError();
  Parts.Object = std::move(*Object);
  if (Error E = readTypes(Parts))
    return E;
  Parts.Externs = findExterns(Parts.Object, Parts.Types.get());
  auto Functions = readFunctions(Parts.Object, Parts.Externs);
  if (!Functions)
    return Functions.takeError();
  Parts.Functions = std::move(*Functions);
  auto Maps = readMaps(Parts.Object, Parts.Types.get());
  if (!Maps)
    return Maps.takeError();
  Parts.Maps = std::move(*Maps);
  auto Data = readDataSections(Parts.Object, Parts.Types.get());
  if (!Data)
    return Data.takeError();
  Parts.Data = std::move(*Data);
  return Error::success();
}

Expected<std::string> write(const ObjectParts &Parts,
                            const InspectOptions &Options) {
  const ElfObject &Object = Parts.Object;
  std::optional<Disassembler> D;
  if (Options.Disassembly)
    D.emplace(Object.Endian);
  JsonWriter J;
  J.object([&] {
    J.text("endianness",
           Object.Endian == endianness::little ? "little" : "big");
    J.number("size", Object.Size);
    writeFunctions(J, Parts, D ? &*D : nullptr);
    writeMaps(J, Parts);
    writeDataSections(J, Parts);
    writeExterns(J, Parts);
    if (const ElfSection *S = Object.find("license"))
      J.text("license", S->Contents.split('\0').first);
    if (const ElfSection *S = Object.find("version");
        S && S->Contents.size() == 4)
      J.number("version",
               support::endian::read32(S->Contents.data(), Object.Endian));
    if (isMadeFromRust(Object, Parts.Types.get()))
      J.text("language", "rust");
    writeBtf(J, Parts, Options.Types);
    writeTables(J, Object);
  });
  if (J.full())
    return damaged("what is to be told of this object takes more than " +
                   Twine(JsonWriter::Most >> 20) +
                   " MiB: its names or source lines repeat beyond reason");
  return J.take();
}

} // namespace

std::optional<std::string> inspectText(MemoryBufferRef Object,
                                       const InspectOptions &Options,
                                       DiagnosticSink &Diagnostics) {
  ObjectParts Parts;
  Error Failure = readParts(Object.getBuffer(), Parts);
  if (!Failure) {
    auto Text = write(Parts, Options);
    if (Text)
      return std::move(*Text);
    Failure = Text.takeError();
  }
  Diagnostics.report(error(Code::OBJECT_INVALID, toString(std::move(Failure)))
                         .atFile(Object.getBufferIdentifier()));
  return std::nullopt;
}

std::optional<json::Object> inspect(MemoryBufferRef Object,
                                    const InspectOptions &Options,
                                    DiagnosticSink &Diagnostics) {
  auto Text = inspectText(Object, Options, Diagnostics);
  if (!Text)
    return std::nullopt;
  auto Value = json::parse(*Text);
  if (!Value) {
    Diagnostics.report(error(Code::INTERNAL, "inspect wrote damaged JSON: " +
                                                 toString(Value.takeError())));
    return std::nullopt;
  }
  return std::move(*Value->getAsObject());
}

} // namespace bpflinker
