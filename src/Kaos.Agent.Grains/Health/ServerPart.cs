using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Diagnosis.ControlPlane;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Health;

/// <summary>
/// The API server by its own word: its checks, etcd among them, and the certificate that it shows. Pure.
/// </summary>
internal static class ServerPart
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public static HealthPart Of(HealthScene scene)
    {
        var server = scene.Objects.Find<Component>("", Component.ApiServer);
        var store = scene.Objects.Find<Component>("", Component.Store);
        ImmutableArray<NotChecked> notSeen =
        [
            .. scene.NotSeen("readyz", "livez"),
            .. server is not { Checks: > 0 } && scene.NotSeen("readyz", "livez").IsEmpty
                ? [new NotChecked("readyz", "the checks of the API server were not written down here")]
                : Array.Empty<NotChecked>(),
            .. store is null && server is { Checks: > 0 }
                ? [new NotChecked(Component.Store, "the API server lists no check of it")]
                : Array.Empty<NotChecked>(),
        ];
        return HealthScene.Part(
            "api-server", Summary(scene, server, store),
            [
                .. new[] { store, server }.OfType<Component>()
                    .Select(part => (part.Metadata.Name, Trouble: PlaneTrouble.Of(scene.Objects, part)))
                    .Where(part => part.Trouble is not null)
                    .Select(part => $"{part.Name}: {part.Trouble?.Text}{scene.Since(part.Trouble?.Since)}"),
                .. server?.CertificateEnds is { } end && end - scene.World.Now < Soon
                    ? [$"its certificate {(end < scene.World.Now ? "ended" : "ends")} on {Day(end)}"]
                    : Array.Empty<string>(),
            ],
            notSeen);
    }

    private static string Summary(HealthScene scene, Component? server, Component? store)
    {
        var said = new List<string> { $"it answers{(server?.Version is { } version ? $", {version}" : "")}" };
        if (server is { Checks: > 0 })
        {
            var failing = server.Failing.Concat(store?.Failing ?? []).ToList();
            var all = server.Checks + (store?.Checks ?? 0);
            said.Add(failing.Count > 0
                ? $"{all - failing.Count} of {all} checks pass; not {string.Join(", ", failing.Select(PlaneTrouble.Named))}"
                : $"{all} checks pass{(store is null ? "" : ", etcd among them")}");
        }

        if (server?.CertificateEnds is { } end)
        {
            said.Add($"its certificate is good until {Day(end)}");
        }

        if (server is { Leases.Count: > 1 })
        {
            said.Add(Instances(server));
        }

        return string.Join("; ", said) +
            (server is { Checks: > 0 } && scene.World.Now - server.SeenAt > TimeSpan.FromMinutes(5)
                ? $" (as of {server.SeenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC)"
                : "");
    }

    // One that was replaced leaves its lease behind for an hour.
    private static string Instances(Component server)
    {
        var gone = server.Leases.Where(lease => server.AgeOf(lease) > TimeSpan.FromMinutes(1)).ToList();
        return $"{server.Leases.Count - gone.Count} API servers renew their leases" +
            (gone.Count == 0 ? "" : $", {gone.Count} no longer");
    }

    private static string Day(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
