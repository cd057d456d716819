using System.Globalization;
using Kaos.Kubernetes.Informers;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;
using Kaos.Kubernetes.Tests.Wire;
using Microsoft.AspNetCore.Http;

namespace Kaos.Kubernetes.Tests.Informers;

public sealed class ControlPlanePollTests
{
    private const string Forbidden =
        """{"kind":"Status","status":"Failure","reason":"Forbidden","message":"may not","code":403}""";

    private const string Passing = "[+]ping ok\n[+]etcd ok\n[+]poststarthook/rbac/bootstrap-roles ok\nlivez check passed\n";
    private const string Failing =
        "[+]ping ok\n[-]etcd failed: reason withheld\n[+]shutdown excluded: ok\nreadyz check failed\n";

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 20, 13, 30, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Look_CheckThatFails_IsNamedWithTheReasonThatTheCheckItselfGives()
    {
        var world = await LookAsync(path => path switch
        {
            "/livez" => (200, Passing),
            "/readyz" => (500, Failing),
            "/readyz/etcd" => (500, "internal server error: etcd client connection not yet established\n"),
            _ => null,
        });

        var store = Part(world, Component.Store).ShouldNotBeNull();
        store.Checks.ShouldBe(1);
        var check = store.Failing.ShouldHaveSingleItem();
        check.Name.ShouldBe("etcd");
        check.Why.ShouldBe("internal server error: etcd client connection not yet established");
        Part(world, Component.ApiServer).ShouldNotBeNull().Failing.ShouldBeEmpty();
        Part(world, Component.ApiServer).ShouldNotBeNull().Version.ShouldBe("v1.35.0");
        world.NotRead.ShouldBeEmpty();
    }

    [Fact]
    public async Task Look_LeaseOfLeader_IsAsOldAsTheServersClockSays()
    {
        var world = await LookAsync(path => path switch
        {
            "/livez" or "/readyz" => (200, Passing),
            _ => null,
        });

        var scheduler = Part(world, Component.Scheduler).ShouldNotBeNull();
        var lease = scheduler.Leases.ShouldHaveSingleItem();
        lease.Spec.HolderIdentity.ShouldBe("cp-1_8a1f");
        scheduler.AgeOf(lease).TotalSeconds.ShouldBe(1050, tolerance: 5);
        Part(world, Component.Kubelets).ShouldNotBeNull().Leases.ShouldHaveSingleItem().Metadata.Name.ShouldBe("n-2");
    }

    [Fact]
    public async Task Look_AllForbidden_ShowsNothingAndSaysSo()
    {
        var world = await LookAsync(_ => (403, Forbidden));

        world.Objects.Of<Component>().ShouldBeEmpty();
        world.NotRead.Select(part => part.What)
            .ShouldBe(["livez", "readyz", "leases in kube-system", "leases in kube-node-lease"], ignoreOrder: true);
        world.NotRead.ShouldAllBe(part => part.Why.Contains("may not"));
    }

    private static Component? Part(ClusterSnapshot world, string name) => world.Objects.Find<Component>("", name);

    private static async Task<ClusterSnapshot> LookAsync(Func<string, (int Code, string Text)?> answer)
    {
        await using var server = await TestServer.StartAsync((context, sent) =>
        {
            var (code, text) = answer(sent.Path) ?? Usual(sent.Path);
            context.Response.StatusCode = code;
            context.Response.Headers.Date = Now.ToString("r", CultureInfo.InvariantCulture);
            context.Response.ContentType = text.StartsWith('{') ? "application/json" : "text/plain; charset=utf-8";
            return context.Response.WriteAsync(text);
        });
        using var client = server.Client();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cache = new ClusterCache(
            client, new InformerOptions { Kinds = [], ControlPlanePoll = TimeSpan.FromMinutes(1) }, TimeProvider.System);
        var running = cache.RunAsync(stop.Token);
        await cache.WaitForFirstReadAsync(Token);
        var snapshot = cache.Snapshot();
        await stop.CancelAsync();
        await running;
        return snapshot;
    }

    private static (int, string) Usual(string path) => path switch
    {
        "/version" => (200, """{"gitVersion":"v1.35.0","platform":"linux/amd64"}"""),
        "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases" => (200, Leases("kube-system",
            ("kube-scheduler", "cp-1_8a1f", 15, "2026-11-20T19:56:00.000000Z"))),
        "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases" => (200, Leases("kube-node-lease",
            ("n-1", "n-1", 40, "2026-11-20T20:13:28.000000Z"), ("n-2", "n-2", 40, "2026-11-20T20:11:00.000000Z"))),
        _ => (404, """{"kind":"Status","status":"Failure","reason":"NotFound","message":"not found","code":404}"""),
    };

    private static string Leases(string ns, params (string Name, string Holder, int Seconds, string Renewed)[] leases)
    {
        var items = leases.Select(lease => $$$"""
            {"metadata":{"name":"{{{lease.Name}}}","namespace":"{{{ns}}}"},"spec":{"holderIdentity":"{{{lease.Holder}}}",
             "leaseDurationSeconds":{{{lease.Seconds}}},"renewTime":"{{{lease.Renewed}}}"}}
            """);
        return """{"kind":"LeaseList","apiVersion":"coordination.k8s.io/v1","metadata":{},"items":["""
            + string.Join(",", items) + "]}";
    }
}
