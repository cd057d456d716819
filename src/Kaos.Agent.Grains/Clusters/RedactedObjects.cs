using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// The objects of a cluster without the secrets that people write into them (environment, arguments, ConfigMaps,
/// messages). Every object is looked at once; one without secrets stays the same instance.
/// </summary>
internal sealed class RedactedObjects
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private readonly ConditionalWeakTable<IKubernetesObject, IKubernetesObject> known = [];
    private readonly Dictionary<Type, (object Seen, object Clean)> lists = [];
    private ClusterObjects? lastSeen;
    private ClusterObjects? lastClean;

    public ClusterObjects Of(ClusterObjects objects)
    {
        lock (known)
        {
            if (ReferenceEquals(objects, lastSeen) && lastClean is not null)
            {
                return lastClean;
            }

            lastClean = Build(objects);
            lastSeen = objects;
            return lastClean;
        }
    }

    private ClusterObjects Build(ClusterObjects objects)
    {
        var builder = new ClusterObjectsBuilder();
        Add<Pod>(OnePod);
        Add<Deployment>(d => Changed(d.Metadata, d.Spec.Template) is { } changed
            ? d with { Metadata = changed.Meta, Spec = d.Spec with { Template = changed.Template } }
            : d);
        Add<ReplicaSet>(r => Changed(r.Metadata, r.Spec.Template) is { } changed
            ? r with { Metadata = changed.Meta, Spec = r.Spec with { Template = changed.Template } }
            : r);
        Add<ControllerRevision>(r => Changed(r.Metadata, r.Data.Spec.Template) is { } changed
            ? r with { Metadata = changed.Meta, Data = new() { Spec = new() { Template = changed.Template } } }
            : r);
        Add<StatefulSet>(s => Changed(s.Metadata, s.Spec.Template) is { } changed
            ? s with { Metadata = changed.Meta, Spec = s.Spec with { Template = changed.Template } }
            : s);
        Add<DaemonSet>(d => Changed(d.Metadata, d.Spec.Template) is { } changed
            ? d with { Metadata = changed.Meta, Spec = d.Spec with { Template = changed.Template } }
            : d);
        Add<Job>(j => Changed(j.Metadata, j.Spec.Template) is { } changed
            ? j with { Metadata = changed.Meta, Spec = j.Spec with { Template = changed.Template } }
            : j);
        Add<CronJob>(OneCronJob);
        Add<ConfigMap>(OneConfigMap);
        Add<Event>(OneEvent);
        Add<CustomResource>(OneCustom);
        return builder.AddOtherKinds(objects).Build(lastClean);

        // A kind that was not read stays one that was not read.
        void Add<T>(Func<T, T> clean)
            where T : class, IKubernetesObject
        {
            if (objects.WasRead<T>())
            {
                builder.AddRange(Clean(objects.Of<T>(), clean));
            }
        }
    }

    private IReadOnlyList<T> Clean<T>(IReadOnlyList<T> items, Func<T, T> clean)
        where T : class, IKubernetesObject
    {
        var (seen, done) = lists.TryGetValue(typeof(T), out var last)
            ? ((IReadOnlyList<T>)last.Seen, (IReadOnlyList<T>)last.Clean)
            : ([], []);
        if (ReferenceEquals(seen, items))
        {
            return done;
        }

        T[]? changed = null;
        for (var i = 0; i < items.Count; i++)
        {
            // Most objects are where they were a moment ago.
            var item = items[i];
            var one = i < seen.Count && ReferenceEquals(seen[i], item) ? done[i] : Once(item, clean);
            if (!ReferenceEquals(one, item))
            {
                changed ??= [.. items];
                changed[i] = one;
            }
        }

        lists[typeof(T)] = (items, changed ?? items);
        return changed ?? items;
    }

    private T Once<T>(T item, Func<T, T> clean)
        where T : class, IKubernetesObject
    {
        if (!known.TryGetValue(item, out var done))
        {
            done = clean(item);
            known.Add(item, done);
        }

        return (T)done;
    }

    private static Pod OnePod(Pod pod)
    {
        var meta = Meta(pod.Metadata);
        var spec = Spec(pod.Spec);
        var status = Status(pod.Status);
        return ReferenceEquals(meta, pod.Metadata) && ReferenceEquals(spec, pod.Spec) &&
            ReferenceEquals(status, pod.Status)
            ? pod
            : pod with { Metadata = meta, Spec = spec, Status = status };
    }

    private static CronJob OneCronJob(CronJob job)
    {
        var made = job.Spec.JobTemplate;
        return Changed(job.Metadata, made.Spec.Template) is { } changed
            ? job with
            {
                Metadata = changed.Meta,
                Spec =
                    job.Spec with { JobTemplate = made with { Spec = made.Spec with { Template = changed.Template } } },
            }
            : job;
    }

    private static ConfigMap OneConfigMap(ConfigMap map)
    {
        var meta = Meta(map.Metadata);
        var data = Map(map.Data);
        return ReferenceEquals(meta, map.Metadata) && ReferenceEquals(data, map.Data)
            ? map
            : map with { Metadata = meta, Data = data };
    }

    private static CustomResource OneCustom(CustomResource item)
    {
        var meta = Meta(item.Metadata);
        var spec = Json(item.Spec);
        var status = Json(item.Status);
        return ReferenceEquals(meta, item.Metadata) && spec.Equals(item.Spec) && status.Equals(item.Status)
            ? item
            : item with { Metadata = meta, Spec = spec, Status = status };
    }

    // Text by text, so that it stays JSON: charts' values and inline parameters are where people put passwords.
    private static RawJson Json(RawJson json)
    {
        if (!json.IsPresent || Redaction.Of(json.ToString()) == json.ToString())
        {
            return json;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, "", json.Parse());
        }

        return new RawJson(buffer.WrittenSpan.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Name, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, name, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Redaction.Value(name, element.GetString() ?? ""));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static Event OneEvent(Event item) =>
        item.Message is { } message && Redaction.Of(message) is var clean && clean != message
            ? item with { Message = clean }
            : item;

    // Null when there is nothing to take out: most objects keep their one instance instead of a copy.
    private static (ObjectMeta Meta, PodTemplate Template)? Changed(ObjectMeta meta, PodTemplate template)
    {
        var cleanMeta = Meta(meta);
        var cleanTemplate = Template(template);
        return ReferenceEquals(cleanMeta, meta) && ReferenceEquals(cleanTemplate, template)
            ? null
            : (cleanMeta, cleanTemplate);
    }

    private static PodTemplate Template(PodTemplate template) =>
        Spec(template.Spec) is var spec && ReferenceEquals(spec, template.Spec)
            ? template
            : template with { Spec = spec };

    private static PodSpec Spec(PodSpec spec)
    {
        var containers = List(spec.Containers, OneContainer);
        var init = List(spec.InitContainers, OneContainer);
        return ReferenceEquals(containers, spec.Containers) && ReferenceEquals(init, spec.InitContainers)
            ? spec
            : spec with { Containers = containers, InitContainers = init };
    }

    private static Container OneContainer(Container container)
    {
        var env = List(container.Env, Variable);
        var args = Arguments(container.Args);
        var command = Arguments(container.Command);
        return ReferenceEquals(env, container.Env) && ReferenceEquals(args, container.Args) &&
            ReferenceEquals(command, container.Command)
            ? container
            : container with { Env = env, Args = args, Command = command };
    }

    private static EnvVar Variable(EnvVar variable) =>
        variable.Value is { } value && Redaction.Value(variable.Name, value) is var clean && clean != value
            ? variable with { Value = clean }
            : variable;

    private static IReadOnlyList<string> Arguments(IReadOnlyList<string> arguments)
    {
        string[]? changed = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            // "--password", "hunter2": the flag and its value are two arguments.
            var isValue = i > 0 && arguments[i - 1].StartsWith('-') && !arguments[i - 1].Contains('=') &&
                Redaction.IsSecretName(arguments[i - 1]) && !arguments[i].StartsWith('-');
            var clean = isValue ? Redaction.Mark : Redaction.Of(arguments[i]);
            if (clean != arguments[i])
            {
                changed ??= [.. arguments];
                changed[i] = clean;
            }
        }

        return changed ?? arguments;
    }

    private static PodStatus Status(PodStatus status)
    {
        var containers = List(status.ContainerStatuses, ContainerState);
        return ReferenceEquals(containers, status.ContainerStatuses)
            ? status
            : status with { ContainerStatuses = containers };
    }

    // A termination message is the tail of the container's own output.
    private static ContainerStatus ContainerState(ContainerStatus status)
    {
        var state = State(status.State);
        var last = State(status.LastState);
        return ReferenceEquals(state, status.State) && ReferenceEquals(last, status.LastState)
            ? status
            : status with { State = state, LastState = last };
    }

    private static ContainerState State(ContainerState state) =>
        state.Terminated is { Message: { } message } ended && Redaction.Of(message) is var clean && clean != message
            ? state with { Terminated = ended with { Message = clean } }
            : state;

    private static ObjectMeta Meta(ObjectMeta meta) =>
        meta.Annotations.TryGetValue(LastApplied, out var text) && Redaction.Of(text) is var clean && clean != text
            ? meta with { Annotations = new StringMap(meta.Annotations.Append(new(LastApplied, clean))) }
            : meta;

    private static IReadOnlyDictionary<string, string> Map(IReadOnlyDictionary<string, string> map)
    {
        var clean = map.ToDictionary(pair => pair.Key, pair => Redaction.Value(pair.Key, pair.Value));
        return clean.All(pair => map[pair.Key] == pair.Value) ? map : new StringMap(clean);
    }

    private static IReadOnlyList<T> List<T>(IReadOnlyList<T> items, Func<T, T> clean)
        where T : class
    {
        T[]? changed = null;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is { } item && clean(item) is var done && !ReferenceEquals(done, item))
            {
                changed ??= [.. items];
                changed[i] = done;
            }
        }

        return changed ?? items;
    }
}
