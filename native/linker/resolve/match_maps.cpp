#include "linker/resolve/match_maps.h"

#include "linker/resolve/match_types.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// Fields that are numbers, in the order in which libbpf compares them; a
/// missing one is 0. map_extra is not compared there, though it decides what
/// the map does.
constexpr StringRef Numbers[] = {"type",        "key_size",  "value_size",
                                 "max_entries", "map_flags", "numa_node",
                                 "pinning",     "map_extra"};
enum Number { Type, KeySize, ValueSize };

struct MapDefinition {
  uint64_t Values[std::size(Numbers)] = {};
  const DIType *Key = nullptr, *Value = nullptr;
  bool HasKey = false, HasValue = false;
  /// The definition of the maps inside, where it is a map of maps.
  const DIType *Inner = nullptr;
  /// Fields that libbpf does not know.
  MapVector<StringRef, const DIType *> Others;
};

const DIType *pointee(const DIType *T) {
  const auto *Pointer = dyn_cast_or_null<DIDerivedType>(withoutNames(T));
  return Pointer && Pointer->getTag() == dwarf::DW_TAG_pointer_type
             ? withoutNames(Pointer->getBaseType())
             : nullptr;
}

const DICompositeType *arrayIn(const DIType *T) {
  const auto *Array = dyn_cast_or_null<DICompositeType>(T);
  return Array && Array->getTag() == dwarf::DW_TAG_array_type ? Array : nullptr;
}

/// `__uint(name, 16)`: a pointer to an array of 16. `__ulong(name, 16)`: an
/// enum whose one value is 16.
std::optional<uint64_t> numberIn(const DIType *T) {
  if (const DICompositeType *Array = arrayIn(pointee(T))) {
    for (const DINode *Element : Array->getElements())
      if (const auto *Range = dyn_cast_or_null<DISubrange>(Element))
        if (auto *Count = dyn_cast_if_present<ConstantInt *>(Range->getCount()))
          return std::max<int64_t>(Count->getSExtValue(), 0);
    return std::nullopt;
  }
  const auto *Enum = dyn_cast_or_null<DICompositeType>(withoutNames(T));
  if (Enum && Enum->getTag() == dwarf::DW_TAG_enumeration_type)
    for (const DINode *Element : Enum->getElements())
      if (const auto *Value = dyn_cast_or_null<DIEnumerator>(Element))
        return Value->getValue().getZExtValue();
  return std::nullopt;
}

MapDefinition read(const DIType *T) {
  MapDefinition Map;
  for (const DIDerivedType *Field : fieldsOf(T)) {
    StringRef Name = Field->getName();
    const DIType *FieldType = Field->getBaseType();
    if (const StringRef *Known = find(Numbers, Name);
        Known != std::end(Numbers)) {
      if (std::optional<uint64_t> Value = numberIn(FieldType))
        Map.Values[Known - Numbers] = *Value;
    } else if (Name == "key") {
      Map.HasKey = true;
      Map.Key = pointee(FieldType);
      Map.Values[KeySize] = sizeOfType(Map.Key);
    } else if (Name == "value") {
      Map.HasValue = true;
      Map.Value = pointee(FieldType);
      Map.Values[ValueSize] = sizeOfType(Map.Value);
    } else if (Name == "values") {
      // `__array(values, struct inner)`: an array of pointers. Those to
      // functions say nothing that the type does not.
      if (const DICompositeType *Slots = arrayIn(withoutNames(FieldType)))
        if (const DIType *Inner = pointee(Slots->getBaseType());
            Inner && !isa<DISubroutineType>(Inner))
          Map.Inner = Inner;
      Map.Values[ValueSize] = 4;
    } else {
      Map.Others[Name] = FieldType;
    }
  }
  return Map;
}

std::string mapMismatch(StringRef What, const Twine &Detail) {
  return ("map " + What + " mismatch" + Detail).str();
}

/// The type of a key or a value; libbpf wants it given by both or by neither.
std::optional<std::string> compareParts(StringRef What, bool HasA,
                                        const DIType *A, bool HasB,
                                        const DIType *B) {
  if (HasA != HasB)
    return mapMismatch(What, HasA ? ": a type and only a size"
                                  : ": only a size and a type");
  if (std::optional<std::string> Found = compareTypes(A, B))
    return mapMismatch(What, ": " + *Found);
  return std::nullopt;
}

std::optional<std::string> compareOthers(const MapDefinition &A,
                                         const MapDefinition &B) {
  auto Lacks = [](const MapDefinition &Map, StringRef Name) {
    return !Map.Others.contains(Name);
  };
  for (auto &[Name, FieldType] : A.Others) {
    if (Lacks(B, Name))
      return mapMismatch(Name, ": given and not given");
    const DIType *Other = B.Others.find(Name)->second;
    std::optional<uint64_t> NumberA = numberIn(FieldType),
                            NumberB = numberIn(Other);
    if (NumberA != NumberB)
      return mapMismatch(Name, "");
    if (std::optional<std::string> Found = compareTypes(FieldType, Other))
      return mapMismatch(Name, ": " + *Found);
  }
  for (auto &[Name, FieldType] : B.Others)
    if (Lacks(A, Name))
      return mapMismatch(Name, ": not given and given");
  return std::nullopt;
}

std::optional<std::string> compareDefinitions(const MapDefinition &A,
                                              const MapDefinition &B) {
  for (auto [I, Name] : enumerate(Numbers)) {
    if (A.Values[I] != B.Values[I])
      return mapMismatch(Name, ": " + Twine(A.Values[I]) + " and " +
                                   Twine(B.Values[I]));
    std::optional<std::string> Found;
    if (I == KeySize)
      Found = compareParts("key type", A.HasKey, A.Key, B.HasKey, B.Key);
    else if (I == ValueSize)
      Found =
          compareParts("value type", A.HasValue, A.Value, B.HasValue, B.Value);
    if (Found)
      return Found;
  }
  return compareOthers(A, B);
}

} // namespace

std::optional<std::string> compareMaps(const DIType *A, const DIType *B) {
  MapDefinition First = read(A), Second = read(B);
  if (auto Found = compareDefinitions(First, Second))
    return Found;
  if (!First.Inner != !Second.Inner)
    return mapMismatch("inner map",
                       First.Inner ? ": one and none" : ": none and one");
  // There are no maps of maps of maps.
  if (First.Inner)
    if (auto Found = compareDefinitions(read(First.Inner), read(Second.Inner)))
      return "inner " + *Found;
  return std::nullopt;
}

} // namespace bpflinker
