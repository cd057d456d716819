using System.Text;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

// Go clients post a few small kinds as protobuf whatever discovery says. Those kinds are understood; the numbers are
// those of k8s.io/api's generated.proto files. Everything else is refused as an unsupported media type.
internal static class ProtobufBody
{
    private static readonly Dictionary<int, Field> Delete = Of(
        (1, new("gracePeriodSeconds")), (2, new("preconditions", Of((1, new("uid")), (2, new("resourceVersion"))))),
        (4, new("propagationPolicy")), (5, new("dryRun", Many: true)));

    private static readonly Dictionary<int, Field> Resource = Of(
        (1, new("namespace")), (2, new("verb")), (3, new("group")), (4, new("version")), (5, new("resource")),
        (6, new("subresource")), (7, new("name")));

    private static readonly Dictionary<int, Field> Review = Of(
        (1, new("resourceAttributes", Resource)), (2,
            new("nonResourceAttributes", Of((1, new("path")), (2, new("verb"))))),
        (3, new("user")), (4, new("groups", Many: true)));

    private static readonly Dictionary<int, Field> Metadata = Of(
        (1, new("name")), (2, new("generateName")), (3, new("namespace")), (11, new("labels", Pairs: true)),
        (12, new("annotations", Pairs: true)));

    private static readonly Dictionary<string, Dictionary<int, Field>> Kinds = new(StringComparer.Ordinal)
    {
        ["SelfSubjectAccessReview"] = Of((2, new("spec", Review))),
        ["SubjectAccessReview"] = Of((2, new("spec", Review))),
        ["LocalSubjectAccessReview"] = Of((2, new("spec", Review))),
        ["SelfSubjectRulesReview"] = Of((2, new("spec", Of((1, new("namespace")))))),
        ["TokenReview"] = Of((2, new("spec", Of((1, new("token")), (2, new("audiences", Many: true)))))),
        ["TokenRequest"] = Of((2, new("spec", Of(
            (1, new("audiences", Many: true)), (4, new("expirationSeconds")),
            (3, new("boundObjectRef",
                Of((1, new("kind")), (2, new("apiVersion")), (3, new("name")), (4, new("uid"))))))))),
        ["SelfSubjectReview"] = [],
        ["Eviction"] = Of((1, new("metadata", Of((1, new("name")), (3, new("namespace"))))),
            (2, new("deleteOptions", Delete))),
        ["DeleteOptions"] = Delete,
        ["ConfigMap"] = Of((1, new("metadata", Metadata)), (2, new("data", Pairs: true))),
        ["Namespace"] = Of((1, new("metadata", Metadata))),
    };

    private sealed record Field(
        string Name, Dictionary<int, Field>? Inner = null, bool Many = false, bool Pairs = false);

    public static byte[] ToJson(byte[] body)
    {
        if (!body.AsSpan().StartsWith("k8s\0"u8))
        {
            throw ApiFailure.UnsupportedMedia();
        }

        var envelope = Read(body.AsSpan(4)).ToLookup(pair => pair.Number, pair => pair.Bytes);
        var about = Read(envelope[1].FirstOrDefault() ?? [])
            .ToDictionary(pair => pair.Number, pair => Encoding.UTF8.GetString(pair.Bytes));
        var kind = about.GetValueOrDefault(2, "");
        if (!Kinds.TryGetValue(kind, out var schema))
        {
            throw ApiFailure.UnsupportedMedia();
        }

        var item = Decode(envelope[2].FirstOrDefault() ?? [], schema);
        item["apiVersion"] = about.GetValueOrDefault(1, "");
        item["kind"] = kind;
        return Json.Bytes(item);
    }

    private static Dictionary<int, Field> Of(params (int Number, Field Field)[] fields) =>
        fields.ToDictionary(one => one.Number, one => one.Field);

    private static JsonObject Decode(ReadOnlySpan<byte> bytes, Dictionary<int, Field> schema)
    {
        var item = new JsonObject();
        foreach (var (number, value, whole) in Read(bytes))
        {
            if (!schema.TryGetValue(number, out var field))
            {
                continue;
            }

            if (field.Pairs)
            {
                var pair = Read(value).ToDictionary(one => one.Number, one => Encoding.UTF8.GetString(one.Bytes));
                item.Make(field.Name)[pair.GetValueOrDefault(1, "")] = pair.GetValueOrDefault(2, "");
                continue;
            }

            JsonNode node = field.Inner is { } inner ? Decode(value, inner) : whole is { } count ? count
                : Encoding.UTF8.GetString(value);
            if (!field.Many)
            {
                item[field.Name] = node;
            }
            else if (item[field.Name] is JsonArray list)
            {
                list.Add(node);
            }
            else
            {
                item[field.Name] = new JsonArray(node);
            }
        }

        return item;
    }

    // The wire types in use: 0 is a varint, 2 is length-delimited.
    private static List<(int Number, byte[] Bytes, long? Whole)> Read(ReadOnlySpan<byte> bytes)
    {
        var fields = new List<(int, byte[], long?)>();
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = Varint(bytes, ref at);
            var value = Varint(bytes, ref at);
            if ((tag & 7) == 0)
            {
                fields.Add(((int)(tag >> 3), [], value));
            }
            else if ((tag & 7) == 2 && value >= 0 && at + value <= bytes.Length)
            {
                fields.Add(((int)(tag >> 3), bytes.Slice(at, (int)value).ToArray(), null));
                at += (int)value;
            }
            else
            {
                throw ApiFailure.BadRequest("error decoding protobuf body: unexpected wire type or length");
            }
        }

        return fields;
    }

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
            {
                throw ApiFailure.BadRequest("error decoding protobuf body: unexpected EOF");
            }

            var next = bytes[at++];
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
