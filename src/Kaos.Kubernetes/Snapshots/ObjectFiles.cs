using System.Globalization;
using System.Text.Json;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>Files with objects or lists of objects. What is broken is left out and said; the rest is kept.</summary>
internal static class ObjectFiles
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static void ReadJson(SnapshotDraft draft, SnapshotFile file, byte[] bytes)
    {
        var text = bytes.AsSpan().StartsWith(ByteOrderMark) ? bytes.AsMemory(3) : bytes.AsMemory();
        if (text.Span.IndexOfAnyExcept(" \r\n\t"u8) < 0)
        {
            draft.Unread(file.RelativePath, "the file is empty");
            return;
        }

        ReadDocument(draft, new DocumentPlace(file.RelativePath, text, 0), text);
    }

    public static void ReadYaml(SnapshotDraft draft, SnapshotFile file, byte[] bytes)
    {
        var documents = YamlDocuments.ToJson(bytes, out var failure);
        foreach (var document in documents)
        {
            ReadDocument(draft, new DocumentPlace(file.RelativePath, default, document.Line), document.Json);
        }

        if (failure is not null)
        {
            draft.Unread(file.RelativePath, failure);
        }
    }

    private static void ReadDocument(SnapshotDraft draft, DocumentPlace place, ReadOnlyMemory<byte> json)
    {
        try
        {
            if (json.Span.IndexOfAnyExcept(" \r\n\t"u8) is var start and >= 0 && json.Span[start] == (byte)'[')
            {
                ReadArray(draft, place, json, start);
                return;
            }

            var head = ObjectHead.Read(json.Span);
            if (head.ItemsStart >= 0 || head.Kind.EndsWith("List", StringComparison.Ordinal))
            {
                Saw(draft, place);
                ReadList(draft, place, json, head);
            }
            else if (head.Kind.Length > 0)
            {
                Saw(draft, place);
                ModelKinds.Find(head.ApiVersion, head.Kind)?.DecodeInto(json, draft.Objects);
            }
        }
        catch (JsonException broken)
        {
            draft.Unread(place.File, place.Describe(broken, 0));
        }
    }

    /// <summary>What <c>jq .items</c> leaves of a list. An array of anything else is none of ours.</summary>
    private static void ReadArray(SnapshotDraft draft, DocumentPlace place, ReadOnlyMemory<byte> json, int start)
    {
        var items = new JsonItems(json, start);
        while (items.Next(out var first))
        {
            if (first.Span[0] == (byte)'{' &&
                ObjectHead.Read(first.Span) is { Kind.Length: > 0, ApiVersion.Length: > 0 })
            {
                Saw(draft, place);
                ReadItems(draft, place, json, start, null);
                return;
            }
        }

        if (items.Failure is { } failure)
        {
            draft.Unread(place.File, place.Describe(failure, 0));
        }
    }

    private static void Saw(SnapshotDraft draft, DocumentPlace place)
    {
        draft.ObjectFiles++;
        draft.Seen.Add(place.File);
    }

    /// <summary>A typed list is decoded in one pass; a mixed or a damaged one item by item.</summary>
    private static void ReadList(SnapshotDraft draft, DocumentPlace place, ReadOnlyMemory<byte> json, ObjectHead head)
    {
        var itemKind = head.Kind.EndsWith("List", StringComparison.Ordinal) ? head.Kind[..^4] : "";
        var model = itemKind.Length > 0 ? ModelKinds.Find(head.ApiVersion, itemKind) : null;
        if (head.ItemsStart < 0 && model is null && itemKind.Length == 0)
        {
            draft.Unread(place.File, "a List without items");
            return;
        }

        if (itemKind.Length > 0 && model is null)
        {
            // A kind that no rule reads. Still, a cut-off file is worth a word.
            JsonScan.RequireWhole(json.Span);
            return;
        }

        if (model is not null)
        {
            try
            {
                if (model == ModelKinds.Custom)
                {
                    draft.Objects.AddRange(ModelKinds.DecodeCustom(json, head.ApiVersion, itemKind).Items);
                    return;
                }

                model.DecodeList(json, draft.Objects);
                return;
            }
            catch (JsonException) when (head.ItemsStart >= 0)
            {
                // Item by item below, so that one bad object costs only itself.
            }
        }

        ReadItems(draft, place, json, head.ItemsStart, model);
    }

    private static void ReadItems(
        SnapshotDraft draft,
        DocumentPlace place,
        ReadOnlyMemory<byte> json,
        int itemsStart,
        ModelKind? model)
    {
        var items = new JsonItems(json, itemsStart);
        while (items.Next(out var item))
        {
            try
            {
                var (kind, itemHead) = (model, default(ObjectHead));
                if (kind is null)
                {
                    itemHead = ObjectHead.Read(item.Span);
                    kind = ModelKinds.Find(itemHead.ApiVersion, itemHead.Kind);
                }

                kind?.DecodeInto(item, draft.Objects);
            }
            catch (JsonException broken)
            {
                var where = string.Create(CultureInfo.InvariantCulture, $"items[{items.Index}]: ");
                draft.Unread(place.File, where + place.Describe(broken, items.Start));
            }
        }

        if (items.Failure is { } failure)
        {
            draft.Unread(
                place.File, $"{place.Describe(failure, 0)}; {items.Index} objects before that place were read");
        }
    }
}
