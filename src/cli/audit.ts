import { Command } from 'commander'
import { consentAuditCommand } from './audit/consent.js'
import { privacyAuditCommand } from './audit/privacy.js'

/** `hearth audit …`: claims of this product, proved on its own code. */
export function auditCommand(): Command {
  return new Command('audit').description('Prove the product’s claims on its own code.').addCommand(consentAuditCommand()).addCommand(privacyAuditCommand())
}
