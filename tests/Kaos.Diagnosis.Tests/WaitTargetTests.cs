using Kaos.Diagnosis.Rules.Starting;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Tests;

public sealed class WaitTargetTests
{
    [Theory]
    [InlineData("until nslookup rates-db; do sleep 2; done", "rates-db")]
    [InlineData("until nc -z -w 2 rates-db 5432; do sleep 3; done", "rates-db")]
    [InlineData("while ! curl -fsS http://auth.core.svc:8080/healthz; do sleep 1; done", "auth.core.svc")]
    [InlineData("until pg_isready -h store -p 5432; do echo waiting; done", "store")]
    [InlineData("/opt/wait-for-it.sh broker:9092 -t 0", "broker")]
    [InlineData("until getent hosts ledger.bank.svc.cluster.local; do sleep 1; done", "ledger.bank.svc.cluster.local")]
    [InlineData("until wget -qO- \"http://mailer:8025/\"; do sleep 2; done", "mailer")]
    public void Of_ShellThatWaits_NamesTheHost(string script, string host) =>
        WaitTarget.Of(new Container { Command = ["sh", "-c", script] }).ShouldBe(host);

    [Theory]
    [InlineData("python migrate.py up")]
    [InlineData("sleep infinity")]
    [InlineData("cp /seed/* /data")]
    public void Of_OtherWork_NamesNone(string script) =>
        WaitTarget.Of(new Container { Command = ["sh", "-c", script] }).ShouldBeNull();
}
