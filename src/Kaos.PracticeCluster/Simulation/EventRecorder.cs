using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Simulation;

// Events as components report them: repeated ones count up, all expire an hour after they were last written.
internal sealed class EventRecorder(World world)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private long _serial;

    public void Normal(ResourceType type, JsonObject about, string reason, string message, string component,
        string host = "", string field = "") =>
        Report(type, about, "Normal", reason, message, component, host, field);

    public void Warning(ResourceType type, JsonObject about, string reason, string message, string component,
        string host = "", string field = "") =>
        Report(type, about, "Warning", reason, message, component, host, field);

    // The scheduler writes events.k8s.io events: an eventTime, no counts, no first and last time.
    public void Scheduling(JsonObject pod, string type, string reason, string message, string action)
    {
        var item = Shell(ResourceTypes.Pods, pod, "");
        item["reason"] = reason;
        item["message"] = message;
        item["source"] = new JsonObject();
        item["firstTimestamp"] = null;
        item["lastTimestamp"] = null;
        item["type"] = type;
        item["eventTime"] = Json.MicroStamp(world.Now);
        item["action"] = action;
        item["reportingComponent"] = "default-scheduler";
        item["reportingInstance"] = "default-scheduler-control-plane-1";
        Store(item);
    }

    private void Report(
        ResourceType type, JsonObject about, string severity, string reason, string message, string component,
        string host, string field)
    {
        var ns = Namespace(about);
        var identity = string.Join('|', about.Text("metadata", "uid"), severity, reason, message, component, field);
        if (_names.TryGetValue(identity, out var name) && world.Get(ResourceTypes.Events, ns, name) is { } known)
        {
            var again = known.Copy();
            again["count"] = known.Number("count") + 1;
            again["lastTimestamp"] = Json.Stamp(world.Now);
            Store(again);
            return;
        }

        var item = Shell(type, about, field);
        item["reason"] = reason;
        item["message"] = message;
        item["source"] = host.Length > 0
            ? new JsonObject { ["component"] = component, ["host"] = host }
            : new JsonObject { ["component"] = component };
        item["firstTimestamp"] = Json.Stamp(world.Now);
        item["lastTimestamp"] = Json.Stamp(world.Now);
        item["count"] = 1;
        item["type"] = severity;
        item["eventTime"] = null;
        item["reportingComponent"] = component;
        item["reportingInstance"] = host;
        _names[identity] = item.Text("metadata", "name");
        Store(item);
    }

    private JsonObject Shell(ResourceType type, JsonObject about, string field)
    {
        var involved = new JsonObject { ["kind"] = type.Kind };
        if (type.Namespaced)
        {
            involved["namespace"] = about.Text("metadata", "namespace");
        }

        involved["name"] = about.Text("metadata", "name");
        involved["uid"] = about.Text("metadata", "uid");
        involved["apiVersion"] = type.ApiVersion;
        involved["resourceVersion"] = about.Text("metadata", "resourceVersion");
        if (field.Length > 0)
        {
            involved["fieldPath"] = field;
        }

        var stamp = (((world.Now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100) + _serial++)
            .ToString("x", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{about.Text("metadata", "name")}.{stamp}",
                ["namespace"] = Namespace(about),
                ["uid"] = world.Chance.Uid(),
                ["creationTimestamp"] = Json.Stamp(world.Now),
            },
            ["involvedObject"] = involved,
        };
    }

    private void Store(JsonObject item)
    {
        var key = Owners.KeyOf(ResourceTypes.Events, item);
        var revision = world.Store.Put(key, item).Text("metadata", "resourceVersion");
        world.Agenda.After(Life, () =>
        {
            if (world.Store.Get(key)?.Text("metadata", "resourceVersion") == revision)
            {
                world.Store.Remove(key);
            }
        });
    }

    private static string Namespace(JsonObject about) =>
        about.Text("metadata", "namespace") is { Length: > 0 } ns ? ns : "default";
}
