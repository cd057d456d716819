using System.Collections.Concurrent;
using System.Globalization;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>What holds for every session of a walk: the policy, the level, the kill switch.</summary>
internal sealed class ModelRules(Mischief mischief)
{
    private static readonly ConcurrentDictionary<(int Approvals, bool Separate), TenantPolicy> Policies = new();

    public Maturity Level { get; set; } = mischief.Pick(Maturity.Approve, Maturity.Act, Maturity.Propose);

    public bool Stopped { get; set; }

    /// <summary>The policy cannot be read: nothing more than proposing.</summary>
    public bool PolicyBroken { get; set; }

    public int Approvals { get; } = mischief.Pick(1, 1, 1, 2);

    /// <summary>Who asked for a plan, or chose it, cannot approve it.</summary>
    public bool Separate { get; } = mischief.Strikes(3);

    /// <summary>Who asked for the change; null: nobody, KAOS found the trouble.</summary>
    public string? WishedBy { get; } = mischief.Strikes(4) ? "amira" : null;

    public TenantPolicy Policy => Policies.GetOrAdd((Approvals, Separate), static rules => PolicyReader.Read(
        "model.yaml", string.Create(
            CultureInfo.InvariantCulture,
            $"rules: [{{ name: model, ceiling: act, approvals: {rules.Approvals}, separateApprover: {(rules.Separate ? "true" : "false")} }}]")));
}
