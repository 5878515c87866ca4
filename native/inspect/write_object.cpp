#include "inspect/parts.h"
#include "support/demangle.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELF.h"

namespace bpflinker {

using namespace llvm;

StringRef bindingName(uint8_t Binding) {
  switch (Binding) {
  case ELF::STB_LOCAL:
    return "local";
  case ELF::STB_GLOBAL:
    return "global";
  case ELF::STB_WEAK:
    return "weak";
  default:
    return "other";
  }
}

StringRef visibilityName(uint8_t Visibility) {
  static constexpr StringLiteral Names[] = {"default", "internal", "hidden",
                                            "protected"};
  return Names[Visibility & 3];
}

namespace {

StringRef symbolTypeName(uint8_t Type) {
  switch (Type) {
  case ELF::STT_NOTYPE:
    return "none";
  case ELF::STT_OBJECT:
    return "object";
  case ELF::STT_FUNC:
    return "function";
  case ELF::STT_SECTION:
    return "section";
  case ELF::STT_FILE:
    return "file";
  default:
    return "other";
  }
}

StringRef targetName(const ElfObject &Object, const ElfSymbol &S) {
  if (S.isUndefined())
    return S.Name.empty() ? "other" : "extern";
  const ElfSection &Section = Object.Sections[S.Section];
  if (Section.isCode())
    return "code";
  if (Section.Name == ".maps" || Section.Name == "maps" ||
      Section.Name.starts_with("maps/"))
    return "map";
  return Section.Flags & ELF::SHF_ALLOC ? "data" : "other";
}

void writeDefinition(JsonWriter &J, StringRef Key, const MapDefinition &D) {
  J.object(Key, [&] {
    J.number("type", D.Type);
    J.number("keySize", D.KeySize);
    J.number("valueSize", D.ValueSize);
    J.number("maxEntries", D.MaxEntries);
    J.number("flags", D.Flags);
    J.number("pinning", D.Pinning);
    if (D.NumaNode)
      J.number("numaNode", *D.NumaNode);
    if (D.Extra)
      J.text("mapExtra", std::to_string(*D.Extra));
    J.numberIfAny("keyType", D.KeyType);
    J.numberIfAny("valueType", D.ValueType);
    if (D.Inner)
      writeDefinition(J, "inner", *D.Inner);
    if (!D.Conflicts.empty())
      J.array("conflicts", [&] {
        for (const SizeConflict &C : D.Conflicts)
          J.object([&] {
            J.text("field", C.Field);
            J.number("size", C.Size);
            J.number("before", C.Before);
          });
      });
    if (!D.UnknownFields.empty())
      J.array("unknownFields", [&] {
        for (StringRef Field : D.UnknownFields)
          J.text(Field);
      });
  });
}

} // namespace

void writeSymbol(JsonWriter &J, StringRef Key, StringRef Name) {
  J.text(Key, Name);
  J.textIfAny("demangled", demangled(Name));
}

void writeRelocation(JsonWriter &J, const ElfObject &Object,
                     const ElfRelocation &R, int64_t Addend) {
  J.number("offset", R.Offset);
  J.text("type", object::getELFRelocationTypeName(ELF::EM_BPF, R.Type));
  const ElfSymbol &S = Object.Symbols[R.Symbol];
  writeSymbol(J, "symbol", Object.nameOf(S));
  J.number("symbolIndex", R.Symbol);
  J.text("target", targetName(Object, S));
  J.numberIfAny("addend", Addend);
}

void writeMaps(JsonWriter &J, const ObjectParts &Parts) {
  const ElfObject &Object = Parts.Object;
  J.array("maps", [&] {
    for (const Map &M : Parts.Maps) {
      if (J.full())
        return;
      J.object([&] {
        writeSymbol(J, "name", M.Name);
        J.text("section", Object.Sections[M.Section].Name);
        J.number("offset", M.Offset);
        if (M.Definition)
          writeDefinition(J, "definition", *M.Definition);
        if (!M.Values.empty())
          J.array("values", [&] {
            for (const MapValue &V : M.Values)
              if (!J.full())
                J.object([&] {
                  J.number("slot", V.Slot);
                  writeSymbol(J, "symbol",
                              Object.nameOf(Object.Symbols[V.Symbol]));
                });
          });
      });
    }
  });
}

void writeDataSections(JsonWriter &J, const ObjectParts &Parts) {
  const ElfObject &Object = Parts.Object;
  J.array("dataSections", [&] {
    for (const DataSection &Data : Parts.Data) {
      const ElfSection &S = Object.Sections[Data.Section];
      J.object([&] {
        J.text("name", S.Name);
        J.text("kind", Data.Kind);
        J.number("size", S.Size);
        J.number("flags", S.Flags);
        J.array("variables", [&] {
          for (const DataVariable &V : Data.Variables)
            if (!J.full())
              J.object([&] {
                writeSymbol(J, "name", V.Name);
                J.number("offset", V.Offset);
                J.number("size", V.Size);
                J.flag("static", V.Static);
                J.numberIfAny("type", V.Type);
              });
        });
        J.array("relocations", [&] {
          for (const ElfRelocation &R : Data.Relocations)
            if (!J.full())
              J.object([&] { writeRelocation(J, Object, R, R.Addend); });
        });
      });
    }
  });
}

void writeExterns(JsonWriter &J, const ObjectParts &Parts) {
  static constexpr StringLiteral Kinds[] = {"kconfig", "ksym", "kfunc",
                                            "unresolved"};
  J.array("externs", [&] {
    for (const Extern &E : Parts.Externs) {
      if (J.full())
        return;
      J.object([&] {
        writeSymbol(J, "name", Parts.Object.Symbols[E.Symbol].Name);
        J.text("kind", Kinds[unsigned(E.Kind)]);
        J.flag("weak", E.Weak);
        J.numberIfAny("btfType", E.Type);
      });
    }
  });
}

void writeTables(JsonWriter &J, const ElfObject &Object) {
  J.array("sections", [&] {
    for (const ElfSection &S : Object.Sections)
      J.object([&] {
        J.text("name", S.Name);
        J.number("type", S.Type);
        J.number("flags", S.Flags);
        J.number("size", S.Size);
        J.number("relocations", S.relocationCount());
      });
  });
  J.array("symbols", [&] {
    for (const ElfSymbol &S : Object.Symbols) {
      // What v0 symbols stand for may be much longer than they are.
      if (J.full())
        return;
      J.object([&] {
        writeSymbol(J, "name", S.Name);
        J.text("type", symbolTypeName(S.Type));
        J.text("binding", bindingName(S.Binding));
        J.text("visibility", visibilityName(S.Visibility));
        J.number("section", S.Section);
        J.flagIfTrue("absolute", S.Absolute);
        J.number("value", S.Value);
        J.number("size", S.Size);
      });
    }
  });
}

} // namespace bpflinker
