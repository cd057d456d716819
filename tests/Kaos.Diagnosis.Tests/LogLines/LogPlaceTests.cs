using Kaos.Diagnosis.Rules.Connections;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests.LogLines;

/// <summary>
/// From the host in a line to the Service behind it, in the smallest cluster that has one; or out of it.
/// </summary>
public sealed class LogPlaceTests
{
    private const string Home = "shop";

    [Fact]
    public void Host_OfALine_LeadsToItsServiceOrOutside()
    {
        var wrong = LogLineCase.All
            .Where(c => c.Host is not null && !c.Host.All(char.IsAsciiDigit))
            .Select(c =>
                (c.Text, Expected: c.Host!.Split(':')[0], Read: LogLineReading.Of(c.Text).Host?.Split(':')[0] ?? ""))
            .Where(c => Target(c.Expected, c.Read) != Expected(c.Expected))
            .ToList();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Corpus_NamesServersInsideAndOutside()
    {
        var hosts = LogLineCase.All.Where(c => c.Host?.Any(char.IsAsciiLetter) == true)
            .Select(c => c.Host!.Split(':')[0]);

        hosts.Count(h => ServiceOf(h) is not null).ShouldBeGreaterThan(60);
        hosts.Count(h => ServiceOf(h) is null).ShouldBeGreaterThan(15);
    }

    private static string Expected(string host) =>
        ServiceOf(host) is { } service
            ? $"Service {service.Metadata.Namespace}/{service.Metadata.Name}"
            : $"outside: {host}";

    private static string Target(string expected, string read)
    {
        var objects = new ClusterObjectsBuilder();
        if (ServiceOf(expected) is { } service)
        {
            objects.Add(service);
        }

        return HostTarget.Of(WorldIndex.Of(objects.Build()), Home, read) switch
        {
            HostTarget.Inside inside => $"Service {inside.Service.Metadata.Namespace}/{inside.Service.Metadata.Name}",
            HostTarget.Outside outside => $"outside: {outside.Host}",
            var other => other.ToString(),
        };
    }

    // Names without a dot, of the form of Services, of pods of a headless one, and private addresses are the cluster's.
    private static Service? ServiceOf(string host)
    {
        var labels = host.Split('.');
        return NetworkAddress.Is(host) ? NetworkAddress.IsPrivate(host) ? Named("by-address", Home, host) : null
            : labels.Length == 1 ? Named(host, Home)
            : Array.IndexOf(labels, "svc") is var svc and >= 2 ? Named(labels[svc - 2], labels[svc - 1])
            : labels.Length == 2 ? Named(labels[1], Home)
            : null;
    }

    private static Service Named(string name, string @namespace, string? address = null) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = @namespace },
        Spec = new ServiceSpec { ClusterIP = address ?? "None" },
    };
}
