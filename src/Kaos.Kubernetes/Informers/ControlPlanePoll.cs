using System.Text.Json;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.ControlPlane;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Kubernetes.Informers;

/// <summary>
/// Looks at the control plane again and again: the API server's own checks, leases, version. Leases change every few
/// seconds, and a watch on them would cost more than it tells.
/// </summary>
internal sealed class ControlPlanePoll(
    IKubernetesReader reader, CacheHub hub, InformerOptions options, TimeProvider time)
{
    private const string System = "kube-system";
    private const string NodeLeases = "kube-node-lease";
    private const int MostReasons = 5;

    private static readonly ResourceType Statuses = new(
        "", "v1", "componentstatuses", "ComponentStatus", Namespaced: false);

    private readonly TaskCompletionSource firstOutcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<KindState> reading = [];
    private IReadOnlyList<Component>? components;
    private volatile IReadOnlyList<KindState> states = [];

    /// <summary>How the reading of each part stands.</summary>
    public IReadOnlyList<KindState> States => states;

    public Task FirstOutcome => firstOutcome.Task;

    /// <summary>Call with the hub's gate held.</summary>
    public void AddTo(ClusterObjectsBuilder builder)
    {
        if (components is not null)
        {
            builder.AddRange(components);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var next = ComponentParts.Of(await LookAsync(cancellationToken), components ?? []);
                lock (hub.Gate)
                {
                    components = next;
                    states = [.. reading];
                    foreach (var part in next)
                    {
                        hub.Changed(new ObjectKey(part.Kind, "", part.Metadata.Name));
                    }
                }

                firstOutcome.TrySetResult();
                await Task.Delay(options.ControlPlanePoll, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task<PlaneLook> LookAsync(CancellationToken cancellationToken)
    {
        reading.Clear();
        var answers = new List<string>();
        foreach (var endpoint in (string[])["livez", "readyz"])
        {
            if (await TryAsync(
                new ResourceType("", "", endpoint, endpoint, Namespaced: false), null,
                () => reader.HealthAsync($"{endpoint}?verbose", cancellationToken), cancellationToken) is { } answer)
            {
                answers.Add(answer.Text);
            }
        }

        var checks = answers.Count == 0 ? null : PlaneLook.Together(answers);
        var leases = await LeasesAsync(System, cancellationToken);
        var nodes = await LeasesAsync(NodeLeases, cancellationToken);
        return new PlaneLook(reader.ServerTime)
        {
            Checks = checks,
            Reasons = await ReasonsAsync(checks ?? [], cancellationToken),
            Leases = leases,
            NodeLeases = nodes,
            Statuses = await StatusesAsync(cancellationToken),
            Version = await QuietlyAsync(
                async () => (await reader.VersionAsync(cancellationToken)).GitVersion, cancellationToken),
            CertificateEnds = reader.CertificateEnds,
            IsRepeated = true,
        };
    }

    private async Task<IReadOnlyList<Lease>?> LeasesAsync(string @namespace, CancellationToken cancellationToken) =>
        await TryAsync(ResourceType.Of<Lease>(), @namespace, async () =>
        {
            var leases = new List<Lease>();
            await foreach (var lease in reader.ListAsync<Lease>(
                new ListQuery(@namespace, Limit: options.PageSize), cancellationToken))
            {
                leases.Add(lease);
            }

            return leases;
        }, cancellationToken);

    // The list withholds reasons; each check tells its own to those who may ask for it.
    private async Task<IReadOnlyDictionary<string, string>> ReasonsAsync(
        IReadOnlyList<HealthLine> checks, CancellationToken cancellationToken)
    {
        var reasons = new Dictionary<string, string>();
        foreach (var check in checks.Where(check => !check.Passed).Take(MostReasons))
        {
            if (await QuietlyAsync(
                () => reader.HealthAsync($"readyz/{check.Name}", cancellationToken), cancellationToken)
                is { Passed: false } answer)
            {
                reasons[check.Name] = answer.Text.Trim();
            }
        }

        return reasons;
    }

    // Deprecated, and not served or not true everywhere: its absence is no gap.
    private async Task<IReadOnlyDictionary<string, string>> StatusesAsync(CancellationToken cancellationToken)
    {
        var text = await QuietlyAsync(
            () => reader.ListRawAsync(Statuses, new ListQuery(), cancellationToken), cancellationToken);
        var said = new Dictionary<string, string>();
        if (text is null)
        {
            return said;
        }

        using var list = JsonDocument.Parse(text);
        foreach (var item in list.RootElement.ItemsOf("items"))
        {
            if (item.MemberOf("metadata").TextOf("name") is { } name &&
                item.ItemsOf("conditions").FirstOrDefault(c => c.TextOf("type") == "Healthy") is
                { ValueKind: JsonValueKind.Object } healthy)
            {
                said[name] = healthy.TextOf("status") == "True"
                    ? "healthy"
                    : $"not healthy: {healthy.TextOf("message") ?? healthy.TextOf("error")}";
            }
        }

        return said;
    }

    private async Task<T?> TryAsync<T>(
        ResourceType type, string? @namespace, Func<Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var last = states.FirstOrDefault(state => state.Type == type && state.Namespace == @namespace)?.LastRead;
        try
        {
            var result = await read();
            reading.Add(new KindState(type, @namespace, reader.ServerTime, null));
            return result;
        }
        catch (Exception failure) when (IsExpected(failure, cancellationToken))
        {
            reading.Add(new KindState(type, @namespace, last, failure.Message));
            return null;
        }
    }

    private static async Task<T?> QuietlyAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception failure) when (IsExpected(failure, cancellationToken))
        {
            return null;
        }
    }

    private static bool IsExpected(Exception failure, CancellationToken cancellationToken) =>
        failure is KubernetesException or JsonException ||
        (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
