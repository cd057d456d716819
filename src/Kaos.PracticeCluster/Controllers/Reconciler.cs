using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// A controller looks at one object by name and moves the world one step towards it.
internal interface IController
{
    ResourceType Type { get; }

    void Reconcile(string ns, string name);
}

// Level-based: a change only says which names to look at again; duplicates collapse.
internal sealed class Reconciler
{
    private const int Bound = 100_000;
    private readonly World _world;
    private readonly Dictionary<ResourceType, IController> _controllers;
    private readonly LinkedList<ObjectKey> _queue = [];
    private readonly HashSet<ObjectKey> _queued = [];

    public Reconciler(World world, IEnumerable<IController> controllers)
    {
        _world = world;
        _controllers = controllers.ToDictionary(controller => controller.Type);
        world.Store.Committed += Observe;
    }

    public void Enqueue(ObjectKey key)
    {
        if (_controllers.ContainsKey(key.Type) && _queued.Add(key))
        {
            _queue.AddLast(key);
        }
    }

    public void Settle()
    {
        for (var step = 0; _queue.First is { } first; step++)
        {
            if (step > Bound)
            {
                throw new InvalidOperationException(
                    $"The controllers do not settle; the last object looked at was {first.Value.Type.Kind} "
                    + $"{first.Value.Namespace}/{first.Value.Name}. Two controllers probably undo each other's writes.");
            }

            _queue.RemoveFirst();
            _queued.Remove(first.Value);
            _controllers[first.Value.Type].Reconcile(first.Value.Namespace, first.Value.Name);
        }
    }

    private void Observe(Change change)
    {
        Enqueue(change.Key);
        foreach (var owner in change.Object.Items("metadata", "ownerReferences"))
        {
            if (ResourceTypes.OfKind(owner.Text("apiVersion"), owner.Text("kind")) is { } type)
            {
                Enqueue(new ObjectKey(type, type.Namespaced ? change.Key.Namespace : "", owner.Text("name")));
            }
        }

        if (change.Key.Type == ResourceTypes.Pods)
        {
            EnqueueAll(ResourceTypes.Services, change.Key.Namespace);
            EnqueueAll(ResourceTypes.Budgets, change.Key.Namespace);
            EnqueueAll(ResourceTypes.ResourceQuotas, change.Key.Namespace);
        }
        else if (change.Key.Type == ResourceTypes.Nodes && change.Kind != ChangeKind.Modified)
        {
            EnqueueAll(ResourceTypes.DaemonSets, null);
        }
    }

    private void EnqueueAll(ResourceType type, string? ns)
    {
        foreach (var item in _world.Store.List(type, ns))
        {
            Enqueue(Owners.KeyOf(type, item));
        }
    }
}
