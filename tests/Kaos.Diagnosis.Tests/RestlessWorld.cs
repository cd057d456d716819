using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

/// <summary>
/// A cluster put together from scenarios, in which objects come, go, take on the state of others, and time goes by. The
/// same seed gives the same story.
/// </summary>
internal sealed class RestlessWorld
{
    private readonly Random random;
    private readonly List<IKubernetesObject> objects;
    private readonly List<IKubernetesObject> away = [];
    private ClusterObjects current = ClusterObjects.Empty;
    private DateTimeOffset now;

    public RestlessWorld(int seed)
    {
        random = new Random(seed);
        var names = Scenario.Names().ToArray();
        random.Shuffle(names);
        var worlds = names.Take(6).Select(name => Scenario.Load(name).World).ToList();
        objects = [.. worlds.SelectMany(world => world.Objects.All()).DistinctBy(Key)];
        now = worlds.Min(world => world.Now);
        current = Build(current);
    }

    /// <summary>As a watch sees it: carried over from the look before.</summary>
    public ClusterSnapshot Look => new() { ClusterName = "restless", Now = now, Objects = current };

    /// <summary>The same, read anew and in another order.</summary>
    public ClusterSnapshot Fresh
    {
        get
        {
            var shuffled = objects.ToArray();
            random.Shuffle(shuffled);
            var builder = new ClusterObjectsBuilder();
            foreach (var item in shuffled)
            {
                Add(builder, item);
            }

            return Look with { Objects = builder.Build() };
        }
    }

    public void Step()
    {
        for (var i = random.Next(4); i > 0; i--)
        {
            Change();
        }

        now += TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(400) : random.Next(5));
        current = Build(current);
    }

    private void Change()
    {
        var at = random.Next(objects.Count);
        switch (random.Next(4))
        {
            case 0:
                away.Add(objects[at]);
                objects.RemoveAt(at);
                break;
            case 1 when away.Count > 0:
                objects.Add(away[^1]);
                away.RemoveAt(away.Count - 1);
                break;
            default:
                var kind = objects[at].Kind;
                var others = objects.Where(item => item.Kind == kind).ToList();
                objects[at] = Like(objects[at], others[random.Next(others.Count)]);
                break;
        }
    }

    // The name stays, what it says comes from another object of the kind.
    private IKubernetesObject Like(IKubernetesObject item, IKubernetesObject other) => (item, other) switch
    {
        (Pod a, Pod b) when random.Next(2) == 0 => a with { Status = b.Status },
        (Pod a, Pod b) => a with { Spec = b.Spec, Metadata = a.Metadata with { Labels = b.Metadata.Labels } },
        (ReplicaSet a, ReplicaSet b) when random.Next(2) == 0 =>
            a with { Metadata = a.Metadata with { OwnerReferences = [] } },
        (ReplicaSet a, ReplicaSet b) => a with { Status = b.Status, Spec = b.Spec },
        (Deployment a, Deployment b) => a with { Status = b.Status, Spec = b.Spec },
        (StatefulSet a, StatefulSet b) => a with { Status = b.Status },
        (DaemonSet a, DaemonSet b) => a with { Status = b.Status },
        (Job a, Job b) => a with { Status = b.Status },
        (Service a, Service b) => a with { Spec = b.Spec },
        (Node a, Node b) => a with { Status = b.Status, Spec = b.Spec },
        (PersistentVolumeClaim a, PersistentVolumeClaim b) => a with { Status = b.Status },
        (Event a, Event b) =>
            b with { Metadata = a.Metadata, InvolvedObject = a.InvolvedObject, LastTimestamp = now, Count = random.Next(20) },
        _ => item,
    };

    private ClusterObjects Build(ClusterObjects after)
    {
        var builder = new ClusterObjectsBuilder();
        foreach (var item in objects)
        {
            Add(builder, item);
        }

        return builder.Build(after);
    }

    public static void Add(ClusterObjectsBuilder builder, IKubernetesObject item) =>
        typeof(ClusterObjectsBuilder).GetMethod(nameof(ClusterObjectsBuilder.Add))!
            .MakeGenericMethod(item.GetType()).Invoke(builder, [item]);

    private static (string, string, string) Key(IKubernetesObject item) =>
        (item.Kind, item.Metadata.Namespace, item.Metadata.Name);
}
