using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>
/// What differs between two lists of one kind, told by identity: whoever keeps objects keeps their instances. Lists
/// that mostly agree are walked side by side, so that the cost of the many that stayed is a comparison of references.
/// </summary>
internal static class ObjectChanges
{
    // A few neighbours that went or came; beyond that the rest is paired by name.
    private const int LookAhead = 8;

    public static void Between(
        IReadOnlyList<IKubernetesObject> before, IReadOnlyList<IKubernetesObject> after, List<ObjectChange> changes)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        List<IKubernetesObject> gone = [], come = [];
        Walk(Span(before), Span(after), gone, come);
        if (gone.Count + come.Count == 0)
        {
            return;
        }

        var byName = come.ToLookup(NameOf);
        var paired = new HashSet<IKubernetesObject>(ReferenceEqualityComparer.Instance);
        foreach (var old in gone)
        {
            var now = byName[NameOf(old)].FirstOrDefault(item => !paired.Contains(item));
            if (now is not null)
            {
                paired.Add(now);
            }

            if (!ReferenceEquals(old, now))
            {
                changes.Add(new ObjectChange(old, now));
            }
        }

        changes.AddRange(come.Where(item => !paired.Contains(item)).Select(item => new ObjectChange(null, item)));
    }

    private static void Walk(
        ReadOnlySpan<IKubernetesObject> before, ReadOnlySpan<IKubernetesObject> after,
        List<IKubernetesObject> gone, List<IKubernetesObject> come)
    {
        var (i, j) = (0, 0);
        while (i < before.Length && j < after.Length)
        {
            if (ReferenceEquals(before[i], after[j]))
            {
                i++;
                j++;
            }
            else if (Ahead(before, i, after[j]) is > 0 and var left)
            {
                Take(before, ref i, left, gone);
            }
            else if (Ahead(after, j, before[i]) is > 0 and var right)
            {
                Take(after, ref j, right, come);
            }
            else
            {
                gone.Add(before[i++]);
                come.Add(after[j++]);
            }
        }

        Take(before, ref i, before.Length - i, gone);
        Take(after, ref j, after.Length - j, come);
    }

    private static int Ahead(ReadOnlySpan<IKubernetesObject> list, int from, IKubernetesObject wanted)
    {
        for (var k = 1; k <= LookAhead && from + k < list.Length; k++)
        {
            if (ReferenceEquals(list[from + k], wanted))
            {
                return k;
            }
        }

        return 0;
    }

    private static void Take(ReadOnlySpan<IKubernetesObject> list, ref int at, int count, List<IKubernetesObject> into)
    {
        for (var end = at + count; at < end; at++)
        {
            into.Add(list[at]);
        }
    }

    // An informer's lists are arrays; asking each element of an interface would cost more than the comparison.
    private static ReadOnlySpan<IKubernetesObject> Span(IReadOnlyList<IKubernetesObject> list) =>
        list as IKubernetesObject[] ?? [.. list];

    // The kind too: objects without a model of their own share one list.
    private static (string, string, string) NameOf(IKubernetesObject item) =>
        (item.Kind, item.Metadata.Namespace, item.Metadata.Name);
}
